using FcnEngine.Data;
using FcnEngine.Training.Sweeps;

namespace FcnEngine.Training.Tests.Sweeps;

/// <summary>A file -> what a sweep tries -> its trials.</summary>
public sealed class SweepSpecTests
{
    [Fact]
    public void A_grid_is_every_combination_with_every_seed_the_last_parameter_fastest()
    {
        var trials = Trials("""
            method: grid
            parameters:
              learning_rate: [0.01, 3e-2]
              decay_rate: [1, 0.75]
              num_epochs: 15
            seeds: [7, 9]
            """);
        Assert.Equal(
            [
                "learning_rate 0.01, decay_rate 1, num_epochs 15, seed 7", "learning_rate 0.01, decay_rate 1, num_epochs 15, seed 9",
                "learning_rate 0.01, decay_rate 0.75, num_epochs 15, seed 7", "learning_rate 0.01, decay_rate 0.75, num_epochs 15, seed 9",
                "learning_rate 0.03, decay_rate 1, num_epochs 15, seed 7", "learning_rate 0.03, decay_rate 1, num_epochs 15, seed 9",
                "learning_rate 0.03, decay_rate 0.75, num_epochs 15, seed 7", "learning_rate 0.03, decay_rate 0.75, num_epochs 15, seed 9",
            ],
            trials.Select(trial => trial.Label));
        Assert.Equal(Enumerable.Range(0, 8), trials.Select(trial => trial.Index));
        Assert.Equal([0, 0, 1, 1, 2, 2, 3, 3], trials.Select(trial => trial.Setting));
        Assert.Equal((0.03, 0.75, 15, 9ul, "fcn"), (trials[7].Settings.LearningRate, trials[7].Settings.DecayRate, trials[7].Settings.NumEpochs, trials[7].Settings.Seed, trials[7].Settings.Network));
    }

    [Fact]
    public void Ranges_are_even_in_differences_or_in_factors()
    {
        string Values(string range) => string.Join(' ', Trials($"parameters: {{ {range} }}").Select(trial => trial.Values.Single().Value));
        Assert.Equal("0.1 0.2 0.3", Values("learning_rate: {from: 0.1, to: 0.3, steps: 3}"));
        Assert.Equal("0.01 0.1 1", Values("learning_rate: {from: 0.01, to: 1, steps: 3, scale: log}"));
        Assert.Equal("1 2 4 8", Values("batch_size: {from: 1, to: 8, steps: 4, scale: log}"));
    }

    [Fact]
    public void Draws_are_the_same_each_time_without_repeats_and_inside_their_bounds()
    {
        const string spec = "{\"method\": \"random\", \"draws\": 20, \"draw_seed\": 4, \"parameters\": {\"learning_rate\": {\"from\": 0.001, \"to\": 1, \"scale\": \"log\"}, \"batch_size\": [1, 2]}}";
        var trials = Trials(spec);
        Assert.Equal(20, trials.Select(trial => trial.Label).Distinct().Count());
        Assert.Equal(trials.Select(trial => trial.Label), Trials(spec).Select(trial => trial.Label));
        Assert.NotEqual(trials.Select(trial => trial.Label), Trials(spec.Replace("\"draw_seed\": 4", "\"draw_seed\": 5", StringComparison.Ordinal)).Select(trial => trial.Label));
        Assert.All(trials, trial => Assert.InRange(trial.Settings.LearningRate, 0.001, 1));
        // Half of a logarithmic range is below its geometric mean; of a linear one hardly any would be.
        Assert.InRange(trials.Count(trial => trial.Settings.LearningRate < 0.0316), 4, 16);
    }

    [Fact]
    public void A_space_smaller_than_the_draws_is_drawn_whole() =>
        Assert.Equal(["1", "2", "4"], Trials("{method: random, draws: 50, parameters: {batch_size: [1, 2, 4]}}").Select(trial => trial.Values["batch_size"]).Order());

    [Fact]
    public void A_recipe_of_include_takes_what_does_not_vary_and_counts_once()
    {
        var trials = Trials("""
            parameters: {learning_rate: [0.01, 0.03], num_epochs: [15]}
            include:
              - {learning_rate: 0.03}
              - {learning_rate: 0.03, augment: "flip,rotate"}
            """);
        Assert.Equal(
            ["learning_rate 0.01, num_epochs 15, augment none, seed 0", "learning_rate 0.03, num_epochs 15, augment none, seed 0", "learning_rate 0.03, num_epochs 15, augment flip,rotate, seed 0"],
            trials.Select(trial => trial.Label));
    }

    [Fact]
    public void Seeds_may_be_a_range() =>
        Assert.Equal([3ul, 4, 5], Trials("{parameters: {batch_size: 1}, seeds: {from: 3, to: 5}}").Select(trial => trial.Seed));

    [Theory]
    [InlineData("parameters:\n  learning_rte: [1]", "'learning_rte' is nothing a sweep varies", 2)]
    [InlineData("parameters:\n  learning_rate: [-1]", "learning_rate must be above 0, got -1", 2)]
    [InlineData("parameters:\n  seed: [1]", "list the seeds under seeds", 2)]
    [InlineData("parameters:\n  learning_rate:\n    - 0.1\n    - lots", "learning_rate must be a number, got 'lots'", 4)]
    [InlineData("parameters:\n  learning_rate: {from: 1, to: 0.1, steps: 2}", "must go from a number to a larger one", 2)]
    [InlineData("parameters:\n  learning_rate: {from: 0.1, to: 1}", "the range of learning_rate has no steps", 1)]
    [InlineData("method: best\nparameters: {batch_size: 1}", "method must be one of grid, random, halving, got 'best'", 1)]
    [InlineData("method: random\nparameters: {batch_size: 1}", "method random needs draws", 1)]
    [InlineData("method: halving\nparameters: {batch_size: 1}", "method halving needs first_epochs", 1)]
    [InlineData("method: halving\nfirst_epochs: 2\nparameters: {num_epochs: [4, 8]}", "num_epochs takes several values", 1)]
    [InlineData("parametres: {batch_size: 1}", "'parametres' is none of method, parameters", 1)]
    [InlineData("seeds: [1]", "names no parameters", 1)]
    [InlineData("parameters: {batch_size: [1}", "is neither YAML nor JSON", 1)]
    [InlineData("[[[[[[[[[[1]]]]]]]]]]", "is nested deeper than", 1)]
    public void What_makes_no_sense_is_refused_with_file_and_line(string text, string problem, int line)
    {
        var refusal = Assert.Throws<DataException>(() => SweepText.Spec(text));
        Assert.StartsWith("sweep.yaml: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(line, (int?)refusal.Line);
    }

    [Fact]
    public void More_trials_than_anyone_means_are_refused() =>
        Assert.Throws<RunException>(() => Trials("{parameters: {batch_size: {from: 1, to: 1000, steps: 1000}, keep: {from: 1, to: 1000, steps: 1000}}}"));

    private static IReadOnlyList<SweepTrial> Trials(string text) => SweepText.Plan(text).Trials;
}
