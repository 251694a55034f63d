using System.Globalization;
using FcnEngine.Training.Events;

namespace FcnEngine.Training.Logging;

/// <summary>How a run goes between its events: a bar on a terminal, a line a minute elsewhere.</summary>
public sealed class ProgressLines(RunConsole console) : ITrainingObserver
{
    private static readonly TimeSpan s_betweenBars = TimeSpan.FromMilliseconds(100), s_betweenLines = TimeSpan.FromMinutes(1);

    private RunStarted? _run;
    private long _began, _shown;
    private long _firstStep;
    private double _lossSum;
    private int _images;

    public void RunStarted(RunStarted started)
    {
        _run = started;
        _firstStep = started.State.Step;
        _began = _shown = console.Time.GetTimestamp();
    }

    public void StepDone(in StepDone step)
    {
        _lossSum += (double)step.Loss * step.Images;
        _images += step.Images;
        if (console.Time.GetElapsedTime(_shown) < (console.HasBar ? s_betweenBars : s_betweenLines)) return;
        _shown = console.Time.GetTimestamp();
        var text = Describe(step);
        if (console.HasBar) console.DrawBar(text);
        else console.Progress(new LogEvent("progress", text, ("step", step.Step), ("epoch", step.Epoch), ("batch", step.Batch), ("loss", _lossSum / _images)));
    }

    public void EpochDone(EpochDone epoch) => (_lossSum, _images) = (0, 0);

    private string Describe(in StepDone step)
    {
        var run = _run!;
        var elapsed = console.Time.GetElapsedTime(_began);
        var done = step.Step + 1 - _firstStep;
        var left = elapsed / done * ((long)run.Epochs * run.BatchesPerEpoch - step.Step - 1);
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {step.Epoch + 1}/{run.Epochs} {Bar((step.Batch + 1.0) / run.BatchesPerEpoch)} {step.Batch + 1}/{run.BatchesPerEpoch}, loss {_lossSum / _images:F4}, {elapsed.TotalMilliseconds / done:F0} ms a step, {Remaining(left)} left");
    }

    private static string Bar(double share)
    {
        const int width = 20;
        var filled = (int)(share * width);
        return $"[{new string('=', filled)}{new string(' ', width - filled)}]";
    }

    private static string Remaining(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => $"{(int)time.TotalHours} h {time.Minutes} min",
        { TotalMinutes: >= 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{time.Seconds} s",
    };
}
