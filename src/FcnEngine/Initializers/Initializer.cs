using FcnEngine.Tensors;

namespace FcnEngine.Initializers;

/// <summary>A rule for a parameter's first value: a function of seed, name and shape alone, so that every device starts from the same bits.</summary>
public abstract record Initializer
{
    /// <summary>Fills the values from element <paramref name="start"/> on, row-major, of a parameter with this shape and name.</summary>
    public abstract void Fill(Span<float> values, long start, Shape shape, ulong seed, string name);

    /// <summary>Everything zero.</summary>
    public static Initializer Zeros { get; } = new Zeros();
}

/// <summary>Everything zero.</summary>
public sealed record Zeros : Initializer
{
    public override void Fill(Span<float> values, long start, Shape shape, ulong seed, string name) => values.Clear();
}

/// <summary>Bilinear interpolation for a transposed convolution [kh, kw, out, in]: channel c goes to channel c, others get nothing.</summary>
/// <remarks>The tent of Long, Shelhamer and Darrell, "Fully convolutional networks" (CVPR 2015), centred in the window.</remarks>
public sealed record Bilinear : Initializer
{
    public override void Fill(Span<float> values, long start, Shape shape, ulong seed, string name)
    {
        if (shape.Rank != 4) throw new ArgumentException($"bilinear weights have rank 4, {name} has {shape}");
        var (rows, columns, outputs, inputs) = (shape[0], shape[1], shape[2], shape[3]);
        for (var i = 0; i < values.Length; i++)
        {
            var (pixel, channels) = Math.DivRem(start + i, outputs * inputs);
            var (output, input) = Math.DivRem(channels, inputs);
            values[i] = output == input ? (float)(Tent((int)(pixel / columns), rows) * Tent((int)(pixel % columns), columns)) : 0;
        }
    }

    private static double Tent(int position, int extent)
    {
        var factor = (extent + 1) / 2;
        var centre = extent % 2 == 1 ? factor - 1 : factor - 0.5;
        return 1 - Math.Abs(position - centre) / factor;
    }
}
