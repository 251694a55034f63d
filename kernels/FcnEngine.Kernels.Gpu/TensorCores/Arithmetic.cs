using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>How a product of floats is made of tensor-core products.</summary>
public interface IArithmetic
{
    /// <summary>Whether sums longer than a stage are added in float registers: tensor cores cut their sums off instead of rounding.</summary>
    static abstract bool SumsOutside { get; }

    /// <summary>tile[32, 32 or 40] += left[32,16] right[16, 32 or 40].</summary>
    /// <param name="wide">A constant.</param>
    void Multiply(ref WarpTile tile, Fragment left, RightFragment right, bool wide);
}

/// <summary>
/// Class F in four units of tensor-core time: a float is split after it was read into x = big + small, big in tf32, and a product is
/// big*big in tf32 plus small*big + big*small in bfloat16, where a small counts for 2^-12 and eight bits are enough. The range is
/// float's. Relative error of a product of random numbers: 7e-7 by norm.
/// </summary>
public readonly struct Tf32AndBf16 : IArithmetic
{
    public static bool SumsOutside => true;

    public void Multiply(ref WarpTile tile, Fragment left, RightFragment right, bool wide)
    {
        Multiply(ref tile.Top, ref tile.TopFifth, left.V0, left.V1, right, wide);
        Multiply(ref tile.Bottom, ref tile.BottomFifth, left.V2, left.V3, right, wide);
    }

    /// <summary>A strip at a time, so that few registers hold split rows at once; the right factor's splits are the same for all and made once.</summary>
    private static void Multiply(ref Strip strip, ref Accumulators fifth, Float4 upper, Float4 lower, RightFragment right, bool wide)
    {
        Float4 bigUpper = Tf32.Big(upper), bigLower = Tf32.Big(lower);
        Operands small = Bf16.Rows(Tf32.Rest(upper, bigUpper), Tf32.Rest(lower, bigLower)), big = Bf16.Rows(upper, lower);
        var rightBig = Tf32.Big(right.Main);
        var rightSmall = Tf32.Rest(right.Main, rightBig);
        // Small terms first; four independent mma stand between two on the same accumulator.
        strip = Ptx.MmaBf16(strip, small, Bf16.Columns(right.Main.V0, right.Main.V1), Bf16.Columns(right.Main.V2, right.Main.V3));
        strip = Ptx.MmaBf16(strip, big, Bf16.Columns(rightSmall.V0, rightSmall.V1), Bf16.Columns(rightSmall.V2, rightSmall.V3));
        Tf32.Multiply(ref strip, bigUpper, bigLower, rightBig);
        if (!wide) return; // decided at compile time
        Float4 bigFifth = Tf32.Big(right.Fifth), smallFifth = Tf32.Rest(right.Fifth, bigFifth);
        Bf16.Multiply(ref fifth, small, right.Fifth);
        Bf16.Multiply(ref fifth, big, smallFifth);
        Tf32.Multiply(ref fifth, bigUpper, bigLower, bigFifth);
    }
}

/// <summary>
/// Class F in six units: small*big and big*small in tf32 too; what is dropped is 2^-22 of a product. For what is to be as exact as
/// tensor cores can make it.
/// </summary>
public readonly struct ThreeTf32 : IArithmetic
{
    public static bool SumsOutside => true;

    public void Multiply(ref WarpTile tile, Fragment left, RightFragment right, bool wide)
    {
        Multiply(ref tile.Top, ref tile.TopFifth, left.V0, left.V1, right, wide);
        Multiply(ref tile.Bottom, ref tile.BottomFifth, left.V2, left.V3, right, wide);
    }

    /// <inheritdoc cref="Tf32AndBf16.Multiply(ref Strip, ref Accumulators, Float4, Float4, RightFragment, bool)"/>
    private static void Multiply(ref Strip strip, ref Accumulators fifth, Float4 upper, Float4 lower, RightFragment right, bool wide)
    {
        Float4 bigUpper = Tf32.Big(upper), bigLower = Tf32.Big(lower), smallUpper = Tf32.Rest(upper, bigUpper), smallLower = Tf32.Rest(lower, bigLower);
        var rightBig = Tf32.Big(right.Main);
        Tf32.Multiply(ref strip, smallUpper, smallLower, rightBig);
        Tf32.Multiply(ref strip, bigUpper, bigLower, Tf32.Rest(right.Main, rightBig));
        Tf32.Multiply(ref strip, bigUpper, bigLower, rightBig);
        if (!wide) return; // decided at compile time
        var bigFifth = Tf32.Big(right.Fifth);
        Tf32.Multiply(ref fifth, smallUpper, smallLower, bigFifth);
        Tf32.Multiply(ref fifth, bigUpper, bigLower, Tf32.Rest(right.Fifth, bigFifth));
        Tf32.Multiply(ref fifth, bigUpper, bigLower, bigFifth);
    }
}

/// <summary>One tf32 product (class T), summed inside the tensor cores.</summary>
public readonly struct OneTf32 : IArithmetic
{
    public static bool SumsOutside => false;

    public void Multiply(ref WarpTile tile, Fragment left, RightFragment right, bool wide)
    {
        var cut = Tf32.HalfPlaceMore(left);
        Tf32.Multiply(ref tile, cut, Tf32.HalfPlaceMore(right.Main));
        if (wide) Tf32.MultiplyFifth(ref tile, cut, Tf32.HalfPlaceMore(right.Fifth)); // decided at compile time
    }
}

/// <summary>One bfloat16 product (class B), summed inside the tensor cores.</summary>
public readonly struct OneBf16 : IArithmetic
{
    public static bool SumsOutside => false;

    public void Multiply(ref WarpTile tile, Fragment left, RightFragment right, bool wide)
    {
        Operands top = Bf16.Rows(left.V0, left.V1), bottom = Bf16.Rows(left.V2, left.V3);
        Bf16.Multiply(ref tile, top, bottom, Bf16.Columns(right.Main.V0, right.Main.V1), Bf16.Columns(right.Main.V2, right.Main.V3));
        if (wide) Bf16.MultiplyFifth(ref tile, top, bottom, right.Fifth); // decided at compile time
    }
}
