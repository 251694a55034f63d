using System.Text.Json;
using FcnEngine.Execution;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Events;
using FcnEngine.Training.Metrics;
using FcnEngine.Training.TensorBoard;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.TensorBoard;

/// <summary>A small training run, and what the independent reader and our own find in its event files.</summary>
public sealed class TensorBoardObserverTests : IDisposable
{
    private const int Epochs = 3, Images = 4;

    private readonly TempFolder _folder = new();
    private readonly List<StepDone> _steps = [];
    private readonly List<Evaluated> _evaluations = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_step_has_its_loss_rate_and_speed_and_every_epoch_its_figures()
    {
        Train(RunState.Start, Epochs);
        var train = Scalars(EventDecoder.FileIn(_folder.File("train")));
        Assert.Equal(_steps.Select(step => (step.Step, step.Loss)), train["loss"]);
        Assert.Equal(_steps.Select(step => (step.Step, step.LearningRate)), train["learning_rate"]);
        Assert.Equal(_steps.Select(step => (step.Step, (float)(step.Images / step.Seconds))), train["images_per_second"]);
        Assert.Equal(0, train["loss"][0].Step);
        var eval = Scalars(EventDecoder.FileIn(_folder.File("eval")));
        Assert.Equal(_evaluations.Select(told => (told.Epoch + 1L, (float)told.Result.Accuracy)), eval["accuracy"]);
        Assert.Equal(_evaluations.Select(told => (told.Epoch + 1L, (float)told.Result.Dice)), eval["dice"]);
    }

    [Fact]
    public void Graphs_settings_hparams_histograms_and_pictures_are_there()
    {
        Train(RunState.Start, Epochs);
        var train = EventDecoder.Decode(EventDecoder.FileIn(_folder.File("train")));
        var eval = EventDecoder.Decode(EventDecoder.FileIn(_folder.File("eval")));
        Assert.Contains("train/update_Conv1/W_conv1", NodeNames(train));
        Assert.Contains("classes", NodeNames(eval));
        Assert.DoesNotContain(NodeNames(eval), name => name.StartsWith("gradients", StringComparison.Ordinal));
        var tags = Values(train).Select(value => value.Tag).ToHashSet();
        string[] wanted = ["settings", "_hparams_/experiment", "_hparams_/session_start_info", "_hparams_/session_end_info", "weights/Conv1/W_conv1", "gradients/Upscore/W_upscore"];
        Assert.Superset(wanted.ToHashSet(), tags);
        var pictures = Values(eval).Where(value => value.Tag == "frames/0").ToArray();
        Assert.Equal([1, 3], pictures.Select(picture => picture.Step));
        var strings = pictures[0].Value.GetProperty("tensor").GetProperty("string_val").EnumerateArray().Select(text => text.GetBytesFromBase64()).ToArray();
        // 32 x 32 pixels, drawn twice as large; a PNG says so in bytes 16 to 23.
        Assert.Equal(["64"u8.ToArray(), "64"u8.ToArray()], strings[..2]);
        Assert.Equal([0, 0, 0, 64, 0, 0, 0, 64], strings[2][16..24]);
    }

    [Fact]
    public void Both_graphs_have_a_shape_and_a_device_at_each_node_and_no_name_twice()
    {
        Train(RunState.Start, Epochs);
        foreach (var run in new[] { "train", "eval" })
        {
            var graph = EventDecoder.Decode(EventDecoder.FileIn(_folder.File(run))).Single(shown => shown.GetProperty("kind").GetString() == "graph_def").GetProperty("graph_def");
            JsonElement[] nodes = [.. graph.GetProperty("node").EnumerateArray()];
            string[] names = [.. nodes.Select(node => node.GetProperty("name").GetString()!)];
            Assert.Equal(names.Distinct(), names);
            Assert.All(nodes, node => Assert.Equal("/device:CPU:0", node.GetProperty("device").GetString()));
            // An update has no output, and so no edge to write a shape on.
            Assert.All(nodes.Where(node => node.GetProperty("op").GetString() != "Sgd"), node => Assert.NotEqual(0, node.GetProperty("attr").GetProperty("_output_shapes").GetProperty("list").GetProperty("shape").GetArrayLength()));
            Assert.Superset(new HashSet<string> { "Conv1", "Pool1", "Conv2", "Pool2", "Conv3", "Conv4", "Score_classes", "Upscore" }, names.Select(name => name.Split('/')[0]).ToHashSet());
        }
    }

    [Fact]
    public void What_a_refresh_finds_in_the_midst_of_a_run_ends_with_the_step_just_done()
    {
        // The run is looked at by another process, without its end or any flush.
        List<(long Step, float Value)>? seen = null;
        Train(RunState.Start, Epochs, onStep: step =>
        {
            if (step == 5) seen = Scalars(EventDecoder.FileIn(_folder.File("train")))["loss"];
        });
        Assert.Equal(_steps.Take(6).Select(step => (step.Step, step.Loss)), seen);
    }

    [Fact]
    public void Gradients_are_those_of_an_unfused_step()
    {
        // The oracle: the first step's gradient of one weight from its graph without any fusion, on the same first weights and batch.
        using var device = SmallRun.OpenDevice();
        using var model = new Model(SmallRun.Network, device);
        var weights = new WeightHistograms(model.Variables);
        weights.OfWeights();
        var sample = SmallRun.Discs(1)[0];
        var pixels = new float[sample.Pixels.Length];
        Data.Batching.NetworkInput.Scale(sample.Pixels, pixels);

        var graph = model.TrainingGraph(1);
        var gradient = graph.Updates[0].Inputs[1];
        using var unfused = new Session(Planning.Plan.Create([gradient], [], Planning.PlanOptions.Unfused), model.Variables, device);
        unfused.Feed<float>(graph.Images, pixels);
        unfused.Feed<byte>(graph.Labels, sample.Mask);
        unfused.Run();
        var expected = new float[gradient.Shape.ElementCount];
        unfused.Fetch<float>(gradient, expected);

        model.Training(1).Step(pixels, sample.Mask, step: 0, learningRate: 0.5f);
        var after = model.Variables.ReadAll("Conv1/W_conv1");
        using (var file = EventFileWriter.Create(_folder.Path)) file.Write(0, weights.OfGradients(0.5f));
        var shown = Values(EventDecoder.Decode(EventDecoder.FileIn(_folder.Path))).Single(value => value.Tag == "gradients/Conv1/W_conv1");
        var rows = shown.Value.GetProperty("tensor").GetProperty("float_val").EnumerateArray().Select(number => number.GetSingle()).ToArray();
        // Weights of at most 0.2 round to 2^-26; divided by the rate that is 3e-8.
        Assert.Equal(expected.Min(), rows[0], 1e-6);
        Assert.Equal(expected.Max(), rows[^2], 1e-6);
        Assert.Equal(expected.Length, rows.Where((_, i) => i % 3 == 2).Sum());
    }

    [Fact]
    public void Our_reader_finds_the_curves_and_a_resumed_run_replaces_the_steps_it_did_again()
    {
        Train(RunState.Start, epochs: 2);
        var first = EventFileReader.ReadScalars(_folder.File("train"))["loss"];
        Assert.Equal(_steps.Select(step => new CurvePoint(step.Step, step.Loss)), first);
        // As after a kill: the checkpoint stands at the end of epoch 1, and the images of epoch 2 are done again, here with other weights.
        _steps.Clear();
        Train(new RunState(Images, 1, 0, 0, 0, -1, 0, 1), epochs: 2, seed: 5);
        var both = EventFileReader.ReadScalars(_folder.File("train"))["loss"];
        Assert.Equal(first.Take(Images).Concat(_steps.Select(step => new CurvePoint(step.Step, step.Loss))), both);
    }

    [Fact]
    public void A_file_that_was_cut_off_gives_what_came_before()
    {
        Train(RunState.Start, epochs: 1);
        var path = EventDecoder.FileIn(_folder.File("train"));
        using (var file = new FileStream(path, FileMode.Open)) file.SetLength(file.Length - 3);
        Assert.Equal(Images, EventFileReader.ReadScalars(_folder.File("train"))["loss"].Count);
    }

    [Fact]
    public void A_folder_without_event_files_has_no_curves() => Assert.Empty(EventFileReader.ReadScalars(_folder.File("nothing")));

    private void Train(RunState start, int epochs, ulong seed = 0, Action<long>? onStep = null)
    {
        using var device = SmallRun.OpenDevice();
        using var model = new Model(SmallRun.Network, device, new ModelOptions(Seed: seed));
        var frames = SmallRun.Discs(Images + 2);
        var (train, validation) = (frames.Take(Images).ToArray(), frames.Skip(Images).ToArray());
        var settings = new RunSettings { Network = "fcn", NumEpochs = epochs };
        using var board = new TensorBoardObserver(_folder.Path, settings, validation);
        var options = new TrainerOptions { Epochs = epochs };
        new Trainer(model, train, options, new ObserverGroup(board, new Listener(this, onStep)), () => Evaluator.Evaluate(model, validation)).Run(start);
    }

    private static Dictionary<string, List<(long Step, float Value)>> Scalars(string path) => Values(EventDecoder.Decode(path))
        .Where(value => value.Value.GetProperty("metadata").GetProperty("plugin_data").GetProperty("plugin_name").GetString() == "scalars")
        .GroupBy(value => value.Tag)
        .ToDictionary(group => group.Key, group => group.Select(value => (value.Step, value.Value.GetProperty("tensor").GetProperty("float_val")[0].GetSingle())).ToList());

    private static IEnumerable<(long Step, string Tag, JsonElement Value)> Values(IEnumerable<JsonElement> events) =>
        from shown in events
        where shown.GetProperty("kind").GetString() == "summary"
        let step = shown.TryGetProperty("step", out var number) ? long.Parse(number.GetString()!, null) : 0
        from value in shown.GetProperty("summary").GetProperty("value").EnumerateArray()
        select (step, value.GetProperty("tag").GetString()!, value);

    private static IReadOnlyList<string> NodeNames(IEnumerable<JsonElement> events) =>
        [.. events.Single(shown => shown.GetProperty("kind").GetString() == "graph_def").GetProperty("graph_def").GetProperty("node").EnumerateArray().Select(node => node.GetProperty("name").GetString()!)];

    private sealed class Listener(TensorBoardObserverTests test, Action<long>? onStep) : ITrainingObserver
    {
        public void StepDone(in StepDone step)
        {
            test._steps.Add(step);
            onStep?.Invoke(step.Step);
        }

        public void Evaluated(Evaluated evaluated) => test._evaluations.Add(evaluated);
    }
}
