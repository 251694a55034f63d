using System.Runtime.InteropServices;
using FcnEngine.Execution;

namespace FcnEngine.Training.TensorBoard;

/// <summary>
/// Distributions of the weights, and of the gradients of one step. Gradients never reach memory (an update is part of the kernel that
/// computes its gradient), so they are taken from what plain descent did: gradient = (weight before - weight after) / learning rate, to
/// within the rounding of the weights. Of a tensor of more than <see cref="MostValues"/> values, <see cref="SampledValues"/> in pieces evenly spread over it stand for it.
/// </summary>
internal sealed class WeightHistograms(VariableStore variables)
{
    public const int MostValues = 1 << 20;

    public const int SampledValues = 1 << 16;

    private const int Pieces = 64;

    private readonly Dictionary<string, float[]> _before = [];

    /// <summary>Whether weights wait for the step after them.</summary>
    public bool AwaitsStep { get; private set; }

    /// <summary>The histograms of the weights, which are kept for <see cref="OfGradients"/> after the next step.</summary>
    public SummaryValue[] OfWeights()
    {
        AwaitsStep = true;
        return [.. variables.ParameterNames.Select(name => SummaryValue.Histogram($"weights/{name}", HistogramBuckets.Of(_before[name] = Read(name))))];
    }

    /// <summary>The histograms of the gradients of the step just done.</summary>
    public SummaryValue[] OfGradients(float learningRate)
    {
        AwaitsStep = false;
        return [.. variables.ParameterNames.Select(name =>
        {
            var (before, after) = (_before[name], Read(name));
            for (var i = 0; i < after.Length; i++) after[i] = (before[i] - after[i]) / learningRate;
            return SummaryValue.Histogram($"gradients/{name}", HistogramBuckets.Of(after));
        })];
    }

    private float[] Read(string name)
    {
        var tensor = variables[name];
        var values = new float[tensor.ElementCount > MostValues ? SampledValues : (int)tensor.ElementCount];
        if (values.Length == tensor.ElementCount)
        {
            tensor.Download<float>(values);
            return values;
        }

        const int piece = SampledValues / Pieces;
        for (var i = 0; i < Pieces; i++)
        {
            var start = (tensor.ElementCount - piece) / (Pieces - 1) * i;
            tensor.Memory.Download(tensor.ByteOffset + start * sizeof(float), MemoryMarshal.AsBytes(values.AsSpan(i * piece, piece)));
        }

        return values;
    }
}
