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
        Fragment big = Tf32.Big(left), small = Tf32.Rest(left, big), rightBig = Tf32.Big(right.Main), rightSmall = Tf32.Rest(right.Main, rightBig);
        Operands bigTop = Bf16.Rows(left.V0, left.V1), bigBottom = Bf16.Rows(left.V2, left.V3);
        Operands smallTop = Bf16.Rows(small.V0, small.V1), smallBottom = Bf16.Rows(small.V2, small.V3);
        // Small terms first; eight independent mma stand between two on the same accumulator.
        Bf16.Multiply(ref tile, smallTop, smallBottom, Bf16.Columns(right.Main.V0, right.Main.V1), Bf16.Columns(right.Main.V2, right.Main.V3));
        Bf16.Multiply(ref tile, bigTop, bigBottom, Bf16.Columns(rightSmall.V0, rightSmall.V1), Bf16.Columns(rightSmall.V2, rightSmall.V3));
        Tf32.Multiply(ref tile, big, rightBig);
        if (!wide) return; // decided at compile time
        Float4 fifth = Tf32.Big(right.Fifth), fifthSmall = Tf32.Rest(right.Fifth, fifth);
        Bf16.MultiplyFifth(ref tile, smallTop, smallBottom, right.Fifth);
        Bf16.MultiplyFifth(ref tile, bigTop, bigBottom, fifthSmall);
        Tf32.MultiplyFifth(ref tile, big, fifth);
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
        Fragment big = Tf32.Big(left), small = Tf32.Rest(left, big), rightBig = Tf32.Big(right.Main), rightSmall = Tf32.Rest(right.Main, rightBig);
        Tf32.Multiply(ref tile, small, rightBig);
        Tf32.Multiply(ref tile, big, rightSmall);
        Tf32.Multiply(ref tile, big, rightBig);
        if (!wide) return; // decided at compile time
        Float4 fifth = Tf32.Big(right.Fifth), fifthSmall = Tf32.Rest(right.Fifth, fifth);
        Tf32.MultiplyFifth(ref tile, small, fifth);
        Tf32.MultiplyFifth(ref tile, big, fifthSmall);
        Tf32.MultiplyFifth(ref tile, big, fifth);
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
