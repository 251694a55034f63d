namespace FcnEngine.Training.Tests.Attacks;

/// <summary>What a sweep tries, in YAML; the bounds on the text itself are those of <see cref="ConfigurationAttacks"/>.</summary>
internal static class SweepAttacks
{
    private const string Rates = "parameters: {learning_rate: [0.1]}\n";

    public static IReadOnlyList<Attack> All { get; } =
    [
        Attack.OnSweep("no parameters", "method: grid\n", "names no parameters"),
        Attack.OnSweep("a range without an end", "parameters: {learning_rate: {from: 0.1}}\n", "the range of learning_rate must go from a number to a larger one"),
        Attack.OnSweep("a range of infinite steps", "parameters: {learning_rate: {from: 0.1, to: 1}}\n", "has no steps, so a grid has no end"),
        Attack.OnSweep("a range of 2^31 steps", "parameters: {learning_rate: {from: 0.1, to: 1, steps: 2147483648}}\n", "steps must be a whole number from 2 to 1000"),
        Attack.OnSweep("a range to infinity", "parameters: {learning_rate: {from: 0.1, to: .inf, steps: 3}}\n", "to must be a number"),
        Attack.OnSweep("a logarithm of zero", "parameters: {learning_rate: {from: 0, to: 1, steps: 3, scale: log}}\n", "with scale log from above 0"),
        Attack.OnSweep("2^31 draws", $"method: random\ndraws: 2147483648\n{Rates}", "draws must be a whole number from 1 to 10000"),
        Attack.OnSweep("2^63 seeds", $"{Rates}seeds: {{from: 0, to: 9223372036854775807}}\n", "at most 1000 of them"),
        Attack.OnSweep("seeds backwards", $"{Rates}seeds: {{from: 5, to: 1}}\n", "seeds must have a from and a to"),
        Attack.OnSweep("a factor of one, which chooses nothing", $"method: halving\nfirst_epochs: 1\nfactor: 1\n{Rates}", "factor must be a whole number from 2 to 100"),
        Attack.OnSweep("a folder to write to", "parameters: {checkpoint_dir: [/etc]}\n", "'checkpoint_dir' is nothing a sweep varies"),
        Attack.OnSweep("an alias bomb", "parameters: {learning_rate: &a [0.1, 0.2], decay_rate: *a}\n", "uses an anchor or alias"),
        Attack.OnSweep("a method nobody knows", $"method: eval\n{Rates}", "method must be one of grid, random, halving"),
    ];
}
