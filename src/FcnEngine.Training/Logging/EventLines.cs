using System.Globalization;
using FcnEngine.Training.Events;

namespace FcnEngine.Training.Logging;

/// <summary>A line for each event of a run; for each step too, where details are wanted.</summary>
public sealed class EventLines(RunConsole console) : ITrainingObserver
{
    private RunStarted? _run;

    public void RunStarted(RunStarted started)
    {
        _run = started;
        var (state, device) = (started.State, started.Model.Device.Name);
        (string, object)[] figures =
        [
            ("step", state.Step), ("epoch", state.Epoch), ("epochs", started.Epochs), ("batch", state.Batch), ("steps_per_epoch", started.BatchesPerEpoch),
            ("network", started.Model.Network.Name), ("device", device), ("rate_scale", state.RateScale),
        ];
        console.Log(state.Step == 0
            ? new LogEvent("started", $"run started: {started.Model.Network.Name} on {device}, {started.Epochs} epochs of {started.BatchesPerEpoch} steps", figures)
            : new LogEvent("resumed", $"run resumed at step {state.Step}, epoch {state.Epoch + 1}/{started.Epochs}: {started.Model.Network.Name} on {device}", figures));
    }

    public void StepDone(in StepDone step)
    {
        if (!console.Shows(LogLevel.Detail)) return;
        console.Log(new LogEvent(
            "step", Text($"step {step.Step}: loss {step.Loss:F4}, learning rate {step.LearningRate:G4}, {step.Duration.TotalMilliseconds:F1} ms"),
            ("step", step.Step), ("epoch", step.Epoch), ("batch", step.Batch), ("loss", step.Loss), ("learning_rate", step.LearningRate), ("seconds", step.Seconds))
        { Level = LogLevel.Detail });
    }

    public void EpochDone(EpochDone epoch)
    {
        var (seconds, rate, waiting) = (epoch.Duration.TotalSeconds, epoch.Images / epoch.Duration.TotalSeconds, epoch.Waited / epoch.Duration);
        console.Log(new LogEvent(
            "epoch", Text($"epoch {epoch.Epoch + 1}/{_run!.Epochs}: mean loss {epoch.MeanLoss:F4}, {seconds:F1} s, {rate:F1} images/s, {100 * waiting:F2} % of it waiting for data"),
            ("epoch", epoch.Epoch + 1), ("epochs", _run.Epochs), ("step", epoch.Step), ("mean_loss", epoch.MeanLoss), ("seconds", seconds), ("images_per_second", rate), ("waiting_share", waiting)));
    }

    public void Evaluated(Evaluated evaluated) => console.Log(new LogEvent(
        "evaluation", Text($"epoch {evaluated.Epoch + 1}/{_run!.Epochs}: validation accuracy {evaluated.Result.Accuracy:F5}, Dice {evaluated.Result.Dice:F4}{(evaluated.IsBest ? ", the best so far" : "")}"),
        ("epoch", evaluated.Epoch + 1), ("step", evaluated.Step), ("accuracy", evaluated.Result.Accuracy), ("dice", evaluated.Result.Dice), ("best", evaluated.IsBest)));

    public void CheckpointSaved(CheckpointSaved saved) => console.Log(new LogEvent(
        "checkpoint", Text($"checkpoint of step {saved.Step} saved in {saved.Path}{(saved.IsBest ? ", the best so far" : "")} ({saved.Duration.TotalMilliseconds:F0} ms)"),
        ("step", saved.Step), ("path", saved.Path), ("best", saved.IsBest), ("seconds", saved.Duration.TotalSeconds)));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
