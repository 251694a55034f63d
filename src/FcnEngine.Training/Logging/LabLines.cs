using System.Globalization;
using FcnEngine.Graphs;
using FcnEngine.Training.Events;
using FcnEngine.Training.Metrics;

namespace FcnEngine.Training.Logging;

/// <summary>The lines the lab prints, word for word, on standard output.</summary>
public sealed class LabLines(RunConsole console) : ITrainingObserver
{
    /// <summary>A Step line comes every so many steps, from step 0.</summary>
    public const int StepsBetweenLines = 100;

    public bool Watches(long step) => step % StepsBetweenLines == 0;

    public void StepDone(in StepDone step)
    {
        if (!Watches(step.Step)) return;
        console.Output(string.Create(CultureInfo.InvariantCulture, $"OUTPUT: Step {step.Step}: loss = {step.Loss:F3} ({step.Seconds:F3} sec)"));
    }

    /// <summary>The line of a run whose epochs are done and saved.</summary>
    public void Done(RunState state) =>
        console.Output(string.Create(CultureInfo.InvariantCulture, $"OUTPUT: Done training for {state.Epoch} epochs, {state.Step} steps."));

    /// <summary>The lines of an evaluation.</summary>
    /// <param name="result">What it found.</param>
    /// <param name="recordFile">The file the images came from.</param>
    public void Evaluation(EvaluationResult result, string recordFile)
    {
        console.Output(string.Create(CultureInfo.InvariantCulture, $"OUTPUT: {Now()}: accuracy = {result.Accuracy:F3}"));
        console.Output(string.Create(CultureInfo.InvariantCulture, $"OUTPUT: {Now()}: Dice metric = {result.Dice:F3}"));
        console.Output(string.Create(CultureInfo.InvariantCulture, $"OUTPUT: {result.Images} images evaluated from file {recordFile}"));
    }

    /// <summary>A shape the network shows while it is built.</summary>
    public void Shape(string name, Tensor tensor) => console.Output($"DEBUG {name} shape {tensor.Shape}");

    private string Now() => console.Time.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
