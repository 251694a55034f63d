using System.Text;
using FcnEngine.Tensors;

namespace FcnEngine.Initializers;

/// <summary>
/// A normal distribution cut off at two deviations, as TensorFlow's truncated_normal: drawn by the inverse of the
/// distribution function, one Philox word an element, so a value depends on (seed, name, position) alone.
/// </summary>
/// <param name="Deviation">Sigma before the cut; the values' own deviation is 0.88 of it.</param>
public sealed record TruncatedNormal(double Deviation) : Initializer
{
    /// <summary>The normal distribution function at -2.</summary>
    private const double LowerTail = 0.022750131948179195;

    public override unsafe void Fill(Span<float> values, long start, Shape shape, ulong seed, string name)
    {
        var stream = StreamOf(name);
        fixed (float* first = values)
        {
            // A lambda cannot capture a pointer.
            var (address, length) = ((nint)first, values.Length);
            const int chunk = 1 << 14;
            Parallel.For(0, (length + chunk - 1) / chunk, part =>
            {
                var destination = (float*)address;
                for (var i = part * chunk; i < Math.Min(length, (part + 1) * chunk); i++)
                    destination[i] = Value(Philox.Word(seed, stream, (ulong)(start + i)));
            });
        }
    }

    private float Value(uint word)
    {
        var probability = LowerTail + (1 - 2 * LowerTail) * ((word + 0.5) / 4294967296.0);
        return (float)(Deviation * InverseNormal.Quantile(probability));
    }

    /// <summary>FNV-1a of the name: a stream of its own for each parameter, whatever the order they are declared in.</summary>
    internal static ulong StreamOf(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var octet in Encoding.UTF8.GetBytes(name)) hash = (hash ^ octet) * 1099511628211UL;
        return hash;
    }
}
