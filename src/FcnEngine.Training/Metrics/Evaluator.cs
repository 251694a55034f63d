using System.Diagnostics;
using FcnEngine.Data;
using FcnEngine.Data.Batching;
using FcnEngine.Execution;

namespace FcnEngine.Training.Metrics;

/// <summary>Handed the prediction for one image.</summary>
/// <param name="index">The image's place in the set, from 0.</param>
/// <param name="sample">The image and its label.</param>
/// <param name="classes">The predicted class of each pixel, row-major; good during the call.</param>
public delegate void PredictionSink(int index, Sample sample, ReadOnlySpan<byte> classes);

/// <summary>Runs a model over a set of images and scores every frame. Usage: <c>Evaluator.Evaluate(model, samples).Dice</c>.</summary>
public static class Evaluator
{
    /// <param name="model">Its weights are not changed.</param>
    /// <param name="samples">In their order.</param>
    /// <param name="batchSize">Images at a time; the result does not depend on it but for rounding.</param>
    /// <param name="sink">Given each prediction.</param>
    public static EvaluationResult Evaluate(Model model, IReadOnlyList<Sample> samples, int batchSize = 1, PredictionSink? sink = null)
    {
        var began = Stopwatch.GetTimestamp();
        var frames = new FrameScore[samples.Count];
        using var loader = new BatchLoader(samples, new BatchLoaderOptions { BatchSize = batchSize, Shuffle = false });
        var classes = new byte[checked(Math.Min(batchSize, samples.Count) * loader.Size.Pixels)];
        foreach (var batch in loader.Epoch())
        {
            var session = model.Inference(batch.Count);
            session.Run(batch.Images);
            var predicted = classes.AsSpan(0, batch.Labels.Length);
            session.ReadClasses(predicted);
            for (var slot = 0; slot < batch.Count; slot++)
            {
                var index = batch.SampleIndices[slot];
                var one = predicted.Slice(slot * loader.Size.Pixels, loader.Size.Pixels);
                frames[index] = FrameScore.Of(index, samples[index], one);
                sink?.Invoke(index, samples[index], one);
            }
        }

        return EvaluationResult.Of(frames, Stopwatch.GetElapsedTime(began));
    }
}
