using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>One input of an <see cref="OpCase"/>: its type and a rule for its values.</summary>
/// <remarks>Values are doubles that the element type represents exactly, so that float64 reference and device start from the same numbers.</remarks>
/// <param name="Values">Makes the row-major values; the same seed gives the same values on every machine.</param>
/// <param name="Differentiable">Whether the case asks for this input's gradient.</param>
public sealed record CaseInput(string Name, TensorType Type, Func<Random, double[]> Values, bool Differentiable)
{
    /// <summary>Normally distributed around zero.</summary>
    public static CaseInput Normal(string name, Shape shape, double scale = 1) =>
        Floats(name, shape, random => scale * Gaussian(random));

    /// <summary>At least 0.05 away from zero, where ReLU has its kink.</summary>
    public static CaseInput AwayFromZero(string name, Shape shape) =>
        Floats(name, shape, random => (random.Next(2) == 0 ? -1 : 1) * (0.05 + random.NextDouble()));

    /// <summary>All different by at least a thousandth, so that no maximum is near another; from <paramref name="low"/> upward.</summary>
    public static CaseInput Distinct(string name, Shape shape, double low = -1)
    {
        return new CaseInput(name, TensorType.Float32(shape), Make, Differentiable: true);

        double[] Make(Random random)
        {
            var values = Enumerable.Range(0, checked((int)shape.ElementCount)).Select(i => Single(low + i / 500.0)).ToArray();
            random.Shuffle(values);
            return values;
        }
    }

    /// <summary>All different and all below zero.</summary>
    public static CaseInput DistinctNegative(string name, Shape shape) =>
        Distinct(name, shape, low: -0.5 - shape.ElementCount / 500.0);

    /// <summary>Few different whole numbers, so that many windows have several maxima; finite differences do not apply.</summary>
    public static CaseInput Ties(string name, Shape shape, int low = -2, int high = 2) =>
        Floats(name, shape, random => random.Next(low, high + 1)) with { Differentiable = false };

    /// <summary>The values given, repeated to fill the shape.</summary>
    public static CaseInput Given(string name, Shape shape, params double[] values) =>
        new(name, TensorType.Float32(shape), _ => Repeat(Array.ConvertAll(values, Single), shape), Differentiable: false);

    /// <summary>Class labels below <paramref name="classes"/>.</summary>
    public static CaseInput Labels(string name, Shape shape, int classes) =>
        new(name, TensorType.UInt8(shape), random => Fill(shape, () => random.Next(classes)), Differentiable: false);

    public static CaseInput GivenBytes(string name, Shape shape, params double[] values) =>
        new(name, TensorType.UInt8(shape), _ => Repeat(values, shape), Differentiable: false);

    public static CaseInput Scalar(string name, double value) => Given(name, Shape.Scalar, value);

    public static CaseInput Integer(string name, int value) =>
        new(name, TensorType.Int32(Shape.Scalar), _ => [value], Differentiable: false);

    private static CaseInput Floats(string name, Shape shape, Func<Random, double> value) =>
        new(name, TensorType.Float32(shape), random => Fill(shape, () => Single(value(random))), Differentiable: true);

    private static double[] Fill(Shape shape, Func<double> value)
    {
        var values = new double[shape.ElementCount];
        for (var i = 0; i < values.Length; i++) values[i] = value();
        return values;
    }

    private static double[] Repeat(double[] values, Shape shape)
    {
        var next = 0;
        return Fill(shape, () => values[next++ % values.Length]);
    }

    /// <summary>The float32 nearest to a value.</summary>
    internal static double Single(double value) => (float)value;

    /// <summary>Box and Muller's transform.</summary>
    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
