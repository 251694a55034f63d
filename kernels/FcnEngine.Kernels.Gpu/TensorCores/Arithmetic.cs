using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>How a product of floats is made of tensor-core products.</summary>
public interface IArithmetic
{
    /// <summary>Whether sums longer than a stage are added in float registers: tensor cores cut their sums off instead of rounding.</summary>
    static abstract bool SumsOutside { get; }

    /// <summary>tile[32,32] += left[32,16] right[16,32].</summary>
    void Multiply(ref WarpTile tile, Fragment left, Fragment right);
}

/// <summary>
/// Three tf32 products for one (class F): a float is split after it was read into x = big + small, and a product is
/// small*big + big*small + big*big; what is dropped is 2^-22 of it.
/// </summary>
public readonly struct ThreeTf32 : IArithmetic
{
    public static bool SumsOutside => true;

    /// <summary>Four floats as two tf32 vectors.</summary>
    private struct Split
    {
        public Operands Big, Small;

        public Split(float x, float y, float z, float w)
        {
            Big = new Operands { X = Tf32.Round(x), Y = Tf32.Round(y), Z = Tf32.Round(z), W = Tf32.Round(w) };
            // No rounding: the difference has 12 bits, mma cuts it to 11, which is half a last place of x.
            Small = new Operands { X = Rest(x, Big.X), Y = Rest(y, Big.Y), Z = Rest(z, Big.Z), W = Rest(w, Big.W) };
        }

        public Split(Float4 v) : this(v.X, v.Y, v.Z, v.W)
        {
        }

        private static uint Rest(float x, uint big) => Interop.FloatAsInt(x - Interop.IntAsFloat(big));
    }

    public void Multiply(ref WarpTile tile, Fragment left, Fragment right)
    {
        Eight(
            ref tile, new Split(left.V0.X, left.V1.X, left.V0.Y, left.V1.Y), new Split(left.V2.X, left.V3.X, left.V2.Y, left.V3.Y),
            new Split(right.V0), new Split(right.V1));
        Eight(
            ref tile, new Split(left.V0.Z, left.V1.Z, left.V0.W, left.V1.W), new Split(left.V2.Z, left.V3.Z, left.V2.W, left.V3.W),
            new Split(right.V2), new Split(right.V3));
    }

    // Small terms first; eight independent mma stand between two on the same accumulator.
    private static void Eight(ref WarpTile tile, Split top, Split bottom, Split low, Split high)
    {
        Tf32.Multiply(ref tile, top.Small, bottom.Small, low.Big, high.Big);
        Tf32.Multiply(ref tile, top.Big, bottom.Big, low.Small, high.Small);
        Tf32.Multiply(ref tile, top.Big, bottom.Big, low.Big, high.Big);
    }
}

/// <summary>One tf32 product (class T), summed inside the tensor cores.</summary>
public readonly struct OneTf32 : IArithmetic
{
    public static bool SumsOutside => false;

    public void Multiply(ref WarpTile tile, Fragment left, Fragment right)
    {
        Tf32.Multiply(
            ref tile, Cut(left.V0.X, left.V1.X, left.V0.Y, left.V1.Y), Cut(left.V2.X, left.V3.X, left.V2.Y, left.V3.Y), Cut(right.V0), Cut(right.V1));
        Tf32.Multiply(
            ref tile, Cut(left.V0.Z, left.V1.Z, left.V0.W, left.V1.W), Cut(left.V2.Z, left.V3.Z, left.V2.W, left.V3.W), Cut(right.V2), Cut(right.V3));
    }

    private static Operands Cut(Float4 v) => Cut(v.X, v.Y, v.Z, v.W);

    /// <summary>
    /// mma cuts the low 13 bits off, on average half a place; this puts as much on before, in one instruction. What tf32 holds
    /// exactly stays exact, and NaN stays NaN: an integer addition would carry the GPU's own NaN, 0x7FFFFFFF, over to -0.
    /// </summary>
    private const float HalfPlaceMore = 1f + 0.00033877f;

    private static Operands Cut(float x, float y, float z, float w) => new()
    {
        X = Interop.FloatAsInt(x * HalfPlaceMore),
        Y = Interop.FloatAsInt(y * HalfPlaceMore),
        Z = Interop.FloatAsInt(z * HalfPlaceMore),
        W = Interop.FloatAsInt(w * HalfPlaceMore),
    };
}

/// <summary>One bfloat16 product (class B), summed inside the tensor cores.</summary>
public readonly struct OneBf16 : IArithmetic
{
    public static bool SumsOutside => false;

    public void Multiply(ref WarpTile tile, Fragment left, Fragment right)
    {
        Operands top = Rows(left.V0, left.V1), bottom = Rows(left.V2, left.V3);
        Operands low = Columns(right.V0, right.V1), high = Columns(right.V2, right.V3);
        tile.Top = Ptx.MmaBf16(tile.Top, top, low, high);
        tile.Bottom = Ptx.MmaBf16(tile.Bottom, bottom, low, high);
    }

    private static Operands Rows(Float4 a, Float4 b) => new()
    {
        X = Ptx.PackBf16(a.X, a.Y),
        Y = Ptx.PackBf16(b.X, b.Y),
        Z = Ptx.PackBf16(a.Z, a.W),
        W = Ptx.PackBf16(b.Z, b.W),
    };

    /// <summary>Two neighbouring k, a column to a register.</summary>
    private static Operands Columns(Float4 k0, Float4 k1) => new()
    {
        X = Ptx.PackBf16(k0.X, k1.X),
        Y = Ptx.PackBf16(k0.Y, k1.Y),
        Z = Ptx.PackBf16(k0.Z, k1.Z),
        W = Ptx.PackBf16(k0.W, k1.W),
    };
}

/// <summary>tf32: a float with 10 bits of mantissa.</summary>
public static class Tf32
{
    private const uint HalfLastPlace = 0x1000, Bits = 0xFFFFE000;

    /// <summary>
    /// To nearest, ties away from zero, in plain integer code: for cvt.rna.tf32 ptxas emits a compare and a select more, which
    /// protect infinities. The GPU's own NaN becomes -0 here; <see cref="ThreeTf32"/> keeps it in the small part.
    /// </summary>
    public static uint Round(float x) => (Interop.FloatAsInt(x) + HalfLastPlace) & Bits;

    /// <summary>tile[32,32] += left[32,8] right[8,32]: rows of two strips; low and high hold k and k + 4 of mma.</summary>
    public static void Multiply(ref WarpTile tile, Operands top, Operands bottom, Operands low, Operands high)
    {
        tile.Top = Ptx.MmaTf32(tile.Top, top, low, high);
        tile.Bottom = Ptx.MmaTf32(tile.Bottom, bottom, low, high);
    }
}
