using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>tf32: a float with 10 bits of mantissa. mma ignores the low 13 bits of a float.</summary>
public static class Tf32
{
    private const uint HalfLastPlace = 0x1000, Bits = 0xFFFFE000;

    /// <summary>
    /// mma cuts the low 13 bits off, on average half a place; this puts as much on before, in one instruction. What tf32 holds
    /// exactly stays exact, and NaN stays NaN: an integer addition would carry the GPU's own NaN, 0x7FFFFFFF, over to -0.
    /// </summary>
    private const float HalfPlace = 1f + 0.00033877f;

    public static Float4 Big(Float4 v) => new(Round(v.X), Round(v.Y), Round(v.Z), Round(v.W));

    public static Fragment Big(Fragment f) => new() { V0 = Big(f.V0), V1 = Big(f.V1), V2 = Big(f.V2), V3 = Big(f.V3) };

    /// <summary>What is left of a float. Nothing rounds it: it has 12 bits, mma cuts it to 11, which is half a last place of the float.</summary>
    public static Float4 Rest(Float4 v, Float4 big) => new(v.X - big.X, v.Y - big.Y, v.Z - big.Z, v.W - big.W);

    public static Fragment Rest(Fragment f, Fragment big) =>
        new() { V0 = Rest(f.V0, big.V0), V1 = Rest(f.V1, big.V1), V2 = Rest(f.V2, big.V2), V3 = Rest(f.V3, big.V3) };

    public static Float4 HalfPlaceMore(Float4 v) => new(v.X * HalfPlace, v.Y * HalfPlace, v.Z * HalfPlace, v.W * HalfPlace);

    public static Fragment HalfPlaceMore(Fragment f) =>
        new() { V0 = HalfPlaceMore(f.V0), V1 = HalfPlaceMore(f.V1), V2 = HalfPlaceMore(f.V2), V3 = HalfPlaceMore(f.V3) };

    /// <summary>tile[32,32] += left[32,16] right[16,32].</summary>
    public static void Multiply(ref WarpTile tile, Fragment left, Fragment right)
    {
        Multiply(ref tile.Top, left.V0, left.V1, right);
        Multiply(ref tile.Bottom, left.V2, left.V3, right);
    }

    /// <summary>tile[32, 32 .. 39] += left[32,16] right[16, 32 .. 39].</summary>
    public static void MultiplyFifth(ref WarpTile tile, Fragment left, Float4 right)
    {
        Multiply(ref tile.TopFifth, left.V0, left.V1, right);
        Multiply(ref tile.BottomFifth, left.V2, left.V3, right);
    }

    /// <summary>strip[16,32] += left[16,16] right[16,32], in two steps of eight: a lane's k = 4t and 4t + 1, then 4t + 2 and 4t + 3.</summary>
    public static void Multiply(ref Strip strip, Float4 upper, Float4 lower, Fragment right)
    {
        strip = Ptx.MmaTf32(strip, First(upper, lower), Of(right.V0), Of(right.V1));
        strip = Ptx.MmaTf32(strip, Second(upper, lower), Of(right.V2), Of(right.V3));
    }

    /// <summary>fifth[16,8] += left[16,16] right[16,8].</summary>
    public static void Multiply(ref Accumulators fifth, Float4 upper, Float4 lower, Float4 right)
    {
        var b = Of(right);
        fifth = Ptx.MmaTf32(fifth, First(upper, lower), b.X, b.Y);
        fifth = Ptx.MmaTf32(fifth, Second(upper, lower), b.Z, b.W);
    }

    /// <summary>
    /// To nearest, ties away from zero, in plain integer code: for cvt.rna.tf32 ptxas emits a compare and a select more, which
    /// protect infinities. The GPU's own NaN becomes -0 here; the arithmetics of class F keep it in the small part.
    /// </summary>
    private static float Round(float x) => Interop.IntAsFloat((Interop.FloatAsInt(x) + HalfLastPlace) & Bits);

    private static Operands First(Float4 upper, Float4 lower) => Of(new Float4(upper.X, lower.X, upper.Y, lower.Y));

    private static Operands Second(Float4 upper, Float4 lower) => Of(new Float4(upper.Z, lower.Z, upper.W, lower.W));

    /// <summary>The bits of four floats.</summary>
    public static Operands Of(Float4 v) =>
        new() { X = Interop.FloatAsInt(v.X), Y = Interop.FloatAsInt(v.Y), Z = Interop.FloatAsInt(v.Z), W = Interop.FloatAsInt(v.W) };
}

/// <summary>bfloat16: a float with 7 bits of mantissa, two to a register.</summary>
public static class Bf16
{
    /// <summary>Two rows of the left factor.</summary>
    public static Operands Rows(Float4 upper, Float4 lower) => new()
    {
        X = Ptx.PackBf16(upper.X, upper.Y),
        Y = Ptx.PackBf16(lower.X, lower.Y),
        Z = Ptx.PackBf16(upper.Z, upper.W),
        W = Ptx.PackBf16(lower.Z, lower.W),
    };

    /// <summary>Two neighbouring k of the right factor, a column to a register.</summary>
    public static Operands Columns(Float4 k0, Float4 k1) => new()
    {
        X = Ptx.PackBf16(k0.X, k1.X),
        Y = Ptx.PackBf16(k0.Y, k1.Y),
        Z = Ptx.PackBf16(k0.Z, k1.Z),
        W = Ptx.PackBf16(k0.W, k1.W),
    };

    public static void Multiply(ref WarpTile tile, Operands top, Operands bottom, Operands low, Operands high)
    {
        tile.Top = Ptx.MmaBf16(tile.Top, top, low, high);
        tile.Bottom = Ptx.MmaBf16(tile.Bottom, bottom, low, high);
    }

    public static void MultiplyFifth(ref WarpTile tile, Operands top, Operands bottom, Float4 right)
    {
        Multiply(ref tile.TopFifth, top, right);
        Multiply(ref tile.BottomFifth, bottom, right);
    }

    public static void Multiply(ref Accumulators fifth, Operands left, Float4 right) =>
        fifth = Ptx.MmaBf16(fifth, left, Ptx.PackBf16(right.X, right.Y), Ptx.PackBf16(right.Z, right.W));
}
