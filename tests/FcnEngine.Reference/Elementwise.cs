using FcnEngine.Tensors;

namespace FcnEngine.Reference;

/// <summary>Element by element in float64: sums, biases, ReLU, dropout, and parts of tensors.</summary>
public static class Elementwise
{
    public static double[] Add(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a + b)];

    public static double[] BiasAdd(double[] input, double[] bias) => [.. input.Select((value, i) => value + bias[i % bias.Length])];

    public static double[] BiasGradient(double[] outputGradient, int channels)
    {
        var gradient = new double[channels];
        for (var i = 0; i < outputGradient.Length; i++) gradient[i % channels] += outputGradient[i];
        return gradient;
    }

    public static double[] Relu(double[] input) => [.. input.Select(value => value < 0 ? 0 : value)];

    public static double[] ReluGradient(double[] output, double[] outputGradient) =>
        [.. output.Zip(outputGradient, (value, gradient) => value > 0 ? gradient : 0)];

    /// <summary>Element i is kept where the upper 24 bits of its random word, as a fraction of 2^24, fall below the probability.</summary>
    public static double[] Dropout(double[] input, float keepProbability, ulong key, int step)
    {
        bool Keeps(int i) => (PhiloxReference.Word(key, (ulong)step, (ulong)i) >> 8) / 16777216.0 < keepProbability;
        return [.. input.Select((value, i) => Keeps(i) ? value / keepProbability : 0)];
    }

    public static double[] Concat(int axis, IReadOnlyList<Shape> shapes, IReadOnlyList<double[]> inputs)
    {
        // Row-major: for each index of the outer axes, the runs of every input follow one another.
        var outer = Outer(shapes[0], axis);
        var output = new List<double>();
        for (var i = 0; i < outer; i++)
        {
            foreach (var input in inputs) output.AddRange(input.AsSpan(i * (input.Length / outer), input.Length / outer));
        }

        return [.. output];
    }

    public static double[] Slice(int axis, int start, int extent, Shape shape, double[] input)
    {
        var outer = Outer(shape, axis);
        var inner = input.Length / outer / shape[axis];
        return [.. Enumerable.Range(0, outer).SelectMany(i => input.Skip((i * shape[axis] + start) * inner).Take(extent * inner))];
    }

    private static int Outer(Shape shape, int axis) => shape.Take(axis).Aggregate(1, (product, extent) => product * extent);
}
