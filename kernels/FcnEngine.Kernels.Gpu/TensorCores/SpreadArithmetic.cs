using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;

namespace FcnEngine.Kernels.Gpu.TensorCores;

// The right factor of the first layer's weight gradient: the gradient of a window stands at one of its four positions, which are the
// four k of a lane, and the other three are zero.

/// <summary>Of a window: its gradient in this lane's four channels and its fifth, and at which position each stands.</summary>
public struct WindowGradient
{
    public Float4 Main;
    public float Fifth;

    /// <summary>A byte to each channel of <see cref="Main"/>, the first lowest.</summary>
    public int Positions;

    public int FifthPosition;

    public readonly RightFragment Spread() => new() { Main = Spread(Main), Fifth = SpreadFifth(Fifth) };

    /// <summary>Values of the four channels, a position to a Float4.</summary>
    public readonly Fragment Spread(Float4 v) => new() { V0 = At(v, 0), V1 = At(v, 1), V2 = At(v, 2), V3 = At(v, 3) };

    public readonly Float4 SpreadFifth(float v) => new(
        FifthPosition == 0 ? v : 0f, FifthPosition == 1 ? v : 0f, FifthPosition == 2 ? v : 0f, FifthPosition == 3 ? v : 0f);

    private readonly Float4 At(Float4 v, int position) => new(
        (Positions & 0xFF) == position ? v.X : 0f, (Positions >> 8 & 0xFF) == position ? v.Y : 0f,
        (Positions >> 16 & 0xFF) == position ? v.Z : 0f, (Positions >> 24 & 0xFF) == position ? v.W : 0f);
}

/// <summary>A product with a right factor that stands at one position of four.</summary>
public interface ISpreadArithmetic
{
    static abstract bool SumsOutside { get; }

    /// <summary>tile[32,40] += left[32,16] right[16,40].</summary>
    void Multiply(ref WarpTile tile, Fragment left, WindowGradient right);
}

/// <summary>Spread first, then as any product.</summary>
public readonly struct Spread<TArithmetic> : ISpreadArithmetic
    where TArithmetic : struct, IArithmetic
{
    public static bool SumsOutside => TArithmetic.SumsOutside;

    public void Multiply(ref WarpTile tile, Fragment left, WindowGradient right) => default(TArithmetic).Multiply(ref tile, left, right.Spread(), true);
}

/// <summary><see cref="Tf32AndBf16"/> on a gradient that is split before it is spread: once, not at four positions.</summary>
public readonly struct SpreadTf32AndBf16 : ISpreadArithmetic
{
    public static bool SumsOutside => true;

    public void Multiply(ref WarpTile tile, Fragment left, WindowGradient right)
    {
        Fragment big = Tf32.Big(left), small = Tf32.Rest(left, big);
        Operands bigTop = Bf16.Rows(left.V0, left.V1), bigBottom = Bf16.Rows(left.V2, left.V3);
        Operands smallTop = Bf16.Rows(small.V0, small.V1), smallBottom = Bf16.Rows(small.V2, small.V3);
        Float4 main = Tf32.Big(right.Main), fifth = Tf32.Big(new Float4(right.Fifth, 0f, 0f, 0f));
        Fragment rightBig = right.Spread(main), rightSmall = right.Spread(Tf32.Rest(right.Main, main));
        Float4 fifthBig = right.SpreadFifth(fifth.X), fifthSmall = right.SpreadFifth(right.Fifth - fifth.X);
        Bf16.Multiply(ref tile, smallTop, smallBottom, Bf16.Columns(rightBig.V0, rightBig.V1), Bf16.Columns(rightBig.V2, rightBig.V3));
        Bf16.Multiply(ref tile, bigTop, bigBottom, Bf16.Columns(rightSmall.V0, rightSmall.V1), Bf16.Columns(rightSmall.V2, rightSmall.V3));
        Tf32.Multiply(ref tile, big, rightBig);
        Bf16.MultiplyFifth(ref tile, smallTop, smallBottom, fifthBig);
        Bf16.MultiplyFifth(ref tile, bigTop, bigBottom, fifthSmall);
        Tf32.MultiplyFifth(ref tile, big, fifthBig);
    }
}
