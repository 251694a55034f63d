using FcnEngine.Data;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Events;

namespace FcnEngine.Training.TensorBoard;

/// <summary>
/// Writes a training run as two TensorBoard runs. <c>train</c>: loss, learning_rate and images_per_second of every step; weights and
/// gradients now and then; graph, settings and hparams. <c>eval</c>: accuracy, dice and the other figures by epoch (the first
/// is epoch 1); validation frames with outlines every few epochs; graph.
/// </summary>
/// <remarks>
/// A step costs two writes of the system, a few microseconds. Histograms and pictures are made at the beginning and the end, and in
/// between only while they take at most <see cref="HeavyShare"/> of the run's time.
/// </remarks>
/// <param name="folder">The log folder, which holds a folder for each run.</param>
/// <param name="settings">For the hparams table.</param>
/// <param name="validation">The frames to show; null for none.</param>
/// <param name="compared">The runs the hparams table is to compare; null for this one alone.</param>
public sealed class TensorBoardObserver(
    string folder, RunSettings settings, IReadOnlyList<Sample>? validation,
    IReadOnlyCollection<RunSettings>? compared = null, TimeProvider? time = null) : ITrainingObserver, IDisposable
{
    private const double HeavyShare = 0.01;

    /// <summary>Pictures are drawn after so many epochs; histograms after each, time allowing.</summary>
    private const int EpochsBetweenPictures = 5;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private EventFileWriter? _train, _eval;
    private WeightHistograms? _weights;
    private TimeShare? _heavy;
    private RunStarted? _run;

    public void RunStarted(RunStarted started)
    {
        _run = started;
        _train = EventFileWriter.Create(Path.Combine(folder, RunLog.TrainRun), _time);
        _eval = EventFileWriter.Create(Path.Combine(folder, RunLog.EvalRun), _time);
        // Whatever earlier files say of what is done now is void.
        _train.WriteRestart(started.State.Step);
        _eval.WriteRestart(started.State.Epoch + 1);
        var device = GraphDefinition.DevicePath(started.Model.Device.Name);
        _train.WriteGraph(GraphDefinition.Of(started.Model.TrainingGraph(settings.BatchSize).Loss.Graph, device));
        _eval.WriteGraph(GraphDefinition.Of(RunLog.EvaluationGraph(started.Model), device));
        _train.Write(started.State.Step, SummaryValue.Text("settings", SettingsTable(started.Model.Device.Name)));
        _train.Write(0, RunHparams.Experiment(compared ?? [settings]), RunHparams.SessionStart(settings, _time.GetUtcNow()));

        _weights = new WeightHistograms(started.Model.Variables);
        _heavy = new TimeShare(HeavyShare, _time);
        _heavy.Spend(() => _train.Write(started.State.Step, _weights.OfWeights()));
    }

    /// <summary>A step's gradients are what it did to the weights.</summary>
    public bool Watches(long step) => _weights!.AwaitsStep;

    public void StepDone(in StepDone step)
    {
        _train!.Write(
            step.Step,
            SummaryValue.Scalar("loss", step.Loss),
            SummaryValue.Scalar("learning_rate", step.LearningRate),
            SummaryValue.Scalar("images_per_second", (float)(step.Images / step.Seconds)));
        if (_weights!.AwaitsStep) WriteGradients(step.Step, step.LearningRate);
    }

    public void Evaluated(Evaluated evaluated)
    {
        var epoch = evaluated.Epoch + 1;
        _eval!.Write(epoch, RunLog.Scores(evaluated.Result));
        var isEnd = epoch == 1 || epoch == _run!.Epochs;
        if (validation is null || !(isEnd || (epoch % EpochsBetweenPictures == 0 && _heavy!.Allows))) return;
        _heavy!.Spend(() => _eval.Write(epoch, RunLog.Pictures(_run!.Model, validation)));
    }

    public void Settled(in RunState state)
    {
        if (state.Batch != 0 || !(_heavy!.Allows || state.Epoch == _run!.Epochs)) return;
        var step = state.Step;
        _heavy.Spend(() => _train!.Write(step, _weights!.OfWeights()));
    }

    public void RunEnded(RunEnded ended)
    {
        if (ended.Outcome is RunOutcome.Finished or RunOutcome.Faulted)
            _train!.Write(ended.State.Step, Hparams.SessionEnd(ended.Outcome == RunOutcome.Finished, _time.GetUtcNow()));
        Dispose();
    }

    public void Dispose()
    {
        _train?.Dispose();
        _eval?.Dispose();
    }

    private void WriteGradients(long step, float learningRate) =>
        _heavy!.Spend(() => _train!.Write(step, _weights!.OfGradients(learningRate)));

    private string SettingsTable(string device)
    {
        var rows = SettingTable.All.Select(setting => $"| {setting.Name} | {setting.Text(settings)} |");
        return $"| setting | value |\n|---|---|\n{string.Join('\n', rows)}\n| computed on | {device} |";
    }
}
