using System.Numerics;

namespace FcnEngine.Kernels.Gpu.Products;

/// <summary>Division of an index by a number known at launch: a multiplication and a shift instead of twenty instructions.</summary>
/// <remarks>Exact for 0 &lt;= n &lt; 2^31 (Granlund and Montgomery, "Division by invariant integers using multiplication", 1994).</remarks>
public readonly struct Divisor
{
    public readonly int Value;
    private readonly uint _multiplier;
    private readonly int _shift;

    public Divisor(int value)
    {
        if (value < 1) throw new ArgumentOutOfRangeException(nameof(value), value, "a divisor is at least 1");
        var bits = 32 - BitOperations.LeadingZeroCount((uint)(value - 1));
        Value = value;
        _shift = 31 + bits;
        _multiplier = (uint)(((1UL << _shift) + (uint)value - 1) / (uint)value);
    }

    public int Divide(int n) => (int)((ulong)(uint)n * _multiplier >> _shift);

    /// <summary>The quotient; what remains goes to <paramref name="rest"/>.</summary>
    public int Divide(int n, out int rest)
    {
        var quotient = Divide(n);
        rest = n - quotient * Value;
        return quotient;
    }
}
