using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

// Products of 24 taps of the first layer: a lane 4g + t holds three pairs of neighbouring taps, of which each step of a product
// takes one. Weights are split once a block and lie in shared memory as the products want them; pixels are split once a warp.

/// <summary>The weights of a lane's three pairs of taps in one column.</summary>
public struct TapPairs
{
    public Float2 A, B, C;
}

/// <summary>The left factor of a strip of 16 rows as operands, of each pair of taps; an arithmetic uses what it needs of them.</summary>
public struct TapOperands
{
    public Operands Big0, Big1, Big2, Small0, Small1, Small2;
}

/// <summary>How a product over 24 taps is made of tensor-core products.</summary>
public interface ITapArithmetic
{
    /// <summary>Float4 that a lane keeps of the weights of eight columns, 32 apart.</summary>
    static abstract int Pieces { get; }

    /// <summary>Of each pair: its first tap at this lane's upper and lower row, then its second.</summary>
    TapOperands Left(Float4 a, Float4 b, Float4 c);

    void Keep(ArrayView<Float4> to, TapPairs weights);

    /// <summary>top[16,8] += left[16,24] right[24,8], and the strip below.</summary>
    void Multiply(ref Accumulators top, ref Accumulators bottom, TapOperands topTaps, TapOperands bottomTaps, ArrayView<Float4> weights);
}

/// <summary>As <see cref="Tf32AndBf16"/>; a bfloat16 product is as deep as two in tf32 and takes small*big and big*small of a pair at once.</summary>
public readonly struct TapsTf32AndBf16 : ITapArithmetic
{
    public static int Pieces => 3;

    public TapOperands Left(Float4 a, Float4 b, Float4 c)
    {
        Float4 bigA = Tf32.Big(a), bigB = Tf32.Big(b), bigC = Tf32.Big(c);
        return new TapOperands
        {
            Big0 = Tf32.Of(bigA),
            Big1 = Tf32.Of(bigB),
            Big2 = Tf32.Of(bigC),
            Small0 = Halves(Tf32.Rest(a, bigA), a),
            Small1 = Halves(Tf32.Rest(b, bigB), b),
            Small2 = Halves(Tf32.Rest(c, bigC), c),
        };
    }

    public void Keep(ArrayView<Float4> to, TapPairs weights)
    {
        to[0] = Piece(weights.A);
        to[32] = Piece(weights.B);
        to[64] = Piece(weights.C);
    }

    public void Multiply(ref Accumulators top, ref Accumulators bottom, TapOperands topTaps, TapOperands bottomTaps, ArrayView<Float4> weights)
    {
        Operands w0 = Tf32.Of(weights[0]), w1 = Tf32.Of(weights[32]), w2 = Tf32.Of(weights[64]);
        top = Ptx.MmaBf16(top, topTaps.Small0, w0.Z, w0.W);
        bottom = Ptx.MmaBf16(bottom, bottomTaps.Small0, w0.Z, w0.W);
        top = Ptx.MmaBf16(top, topTaps.Small1, w1.Z, w1.W);
        bottom = Ptx.MmaBf16(bottom, bottomTaps.Small1, w1.Z, w1.W);
        top = Ptx.MmaBf16(top, topTaps.Small2, w2.Z, w2.W);
        bottom = Ptx.MmaBf16(bottom, bottomTaps.Small2, w2.Z, w2.W);
        top = Ptx.MmaTf32(top, topTaps.Big0, w0.X, w0.Y);
        bottom = Ptx.MmaTf32(bottom, bottomTaps.Big0, w0.X, w0.Y);
        top = Ptx.MmaTf32(top, topTaps.Big1, w1.X, w1.Y);
        bottom = Ptx.MmaTf32(bottom, bottomTaps.Big1, w1.X, w1.Y);
        top = Ptx.MmaTf32(top, topTaps.Big2, w2.X, w2.Y);
        bottom = Ptx.MmaTf32(bottom, bottomTaps.Big2, w2.X, w2.Y);
    }

    /// <summary>Sixteen k: the small parts of a pair, then the pair itself.</summary>
    private static Operands Halves(Float4 small, Float4 v) => new()
    {
        X = Ptx.PackBf16(small.X, small.Z),
        Y = Ptx.PackBf16(small.Y, small.W),
        Z = Ptx.PackBf16(v.X, v.Z),
        W = Ptx.PackBf16(v.Y, v.W),
    };

    private static Float4 Piece(Float2 w)
    {
        Float4 v = new(w.X, w.Y, 0f, 0f), big = Tf32.Big(v), small = Tf32.Rest(v, big);
        return new Float4(big.X, big.Y, Interop.IntAsFloat(Ptx.PackBf16(w.X, w.Y)), Interop.IntAsFloat(Ptx.PackBf16(small.X, small.Y)));
    }
}

/// <summary>As <see cref="ThreeTf32"/>.</summary>
public readonly struct TapsThreeTf32 : ITapArithmetic
{
    public static int Pieces => 3;

    public TapOperands Left(Float4 a, Float4 b, Float4 c)
    {
        Float4 bigA = Tf32.Big(a), bigB = Tf32.Big(b), bigC = Tf32.Big(c);
        return new TapOperands
        {
            Big0 = Tf32.Of(bigA),
            Big1 = Tf32.Of(bigB),
            Big2 = Tf32.Of(bigC),
            Small0 = Tf32.Of(Tf32.Rest(a, bigA)),
            Small1 = Tf32.Of(Tf32.Rest(b, bigB)),
            Small2 = Tf32.Of(Tf32.Rest(c, bigC)),
        };
    }

    public void Keep(ArrayView<Float4> to, TapPairs weights)
    {
        to[0] = Piece(weights.A);
        to[32] = Piece(weights.B);
        to[64] = Piece(weights.C);
    }

    public void Multiply(ref Accumulators top, ref Accumulators bottom, TapOperands topTaps, TapOperands bottomTaps, ArrayView<Float4> weights)
    {
        Operands w0 = Tf32.Of(weights[0]), w1 = Tf32.Of(weights[32]), w2 = Tf32.Of(weights[64]);
        top = Three(top, topTaps.Small0, topTaps.Small1, topTaps.Small2, w0.X, w0.Y, w1.X, w1.Y, w2.X, w2.Y);
        bottom = Three(bottom, bottomTaps.Small0, bottomTaps.Small1, bottomTaps.Small2, w0.X, w0.Y, w1.X, w1.Y, w2.X, w2.Y);
        top = Three(top, topTaps.Big0, topTaps.Big1, topTaps.Big2, w0.Z, w0.W, w1.Z, w1.W, w2.Z, w2.W);
        bottom = Three(bottom, bottomTaps.Big0, bottomTaps.Big1, bottomTaps.Big2, w0.Z, w0.W, w1.Z, w1.W, w2.Z, w2.W);
        top = Three(top, topTaps.Big0, topTaps.Big1, topTaps.Big2, w0.X, w0.Y, w1.X, w1.Y, w2.X, w2.Y);
        bottom = Three(bottom, bottomTaps.Big0, bottomTaps.Big1, bottomTaps.Big2, w0.X, w0.Y, w1.X, w1.Y, w2.X, w2.Y);
    }

    internal static Accumulators Three(
        Accumulators c, Operands a0, Operands a1, Operands a2, uint low0, uint high0, uint low1, uint high1, uint low2, uint high2) =>
        Ptx.MmaTf32(Ptx.MmaTf32(Ptx.MmaTf32(c, a0, low0, high0), a1, low1, high1), a2, low2, high2);

    private static Float4 Piece(Float2 w)
    {
        Float4 v = new(w.X, w.Y, 0f, 0f), big = Tf32.Big(v), small = Tf32.Rest(v, big);
        return new Float4(big.X, big.Y, small.X, small.Y);
    }
}

/// <summary>As <see cref="OneTf32"/>.</summary>
public readonly struct TapsOneTf32 : ITapArithmetic
{
    public static int Pieces => 2;

    public TapOperands Left(Float4 a, Float4 b, Float4 c) => new()
    {
        Big0 = Tf32.Of(Tf32.HalfPlaceMore(a)),
        Big1 = Tf32.Of(Tf32.HalfPlaceMore(b)),
        Big2 = Tf32.Of(Tf32.HalfPlaceMore(c)),
    };

    public void Keep(ArrayView<Float4> to, TapPairs weights)
    {
        to[0] = Tf32.HalfPlaceMore(new Float4(weights.A.X, weights.A.Y, weights.B.X, weights.B.Y));
        to[32] = Tf32.HalfPlaceMore(new Float4(weights.C.X, weights.C.Y, 0f, 0f));
    }

    public void Multiply(ref Accumulators top, ref Accumulators bottom, TapOperands topTaps, TapOperands bottomTaps, ArrayView<Float4> weights)
    {
        Operands w0 = Tf32.Of(weights[0]), w1 = Tf32.Of(weights[32]);
        top = TapsThreeTf32.Three(top, topTaps.Big0, topTaps.Big1, topTaps.Big2, w0.X, w0.Y, w0.Z, w0.W, w1.X, w1.Y);
        bottom = TapsThreeTf32.Three(bottom, bottomTaps.Big0, bottomTaps.Big1, bottomTaps.Big2, w0.X, w0.Y, w0.Z, w0.W, w1.X, w1.Y);
    }
}

/// <summary>As <see cref="OneBf16"/>: two steps of sixteen, a quarter of them zeros.</summary>
public readonly struct TapsOneBf16 : ITapArithmetic
{
    public static int Pieces => 1;

    public TapOperands Left(Float4 a, Float4 b, Float4 c) => new()
    {
        Big0 = new Operands { X = Ptx.PackBf16(a.X, a.Z), Y = Ptx.PackBf16(a.Y, a.W), Z = Ptx.PackBf16(b.X, b.Z), W = Ptx.PackBf16(b.Y, b.W) },
        Big1 = new Operands { X = Ptx.PackBf16(c.X, c.Z), Y = Ptx.PackBf16(c.Y, c.W) },
    };

    public void Keep(ArrayView<Float4> to, TapPairs weights) => to[0] = new Float4(Packed(weights.A), Packed(weights.B), Packed(weights.C), 0f);

    public void Multiply(ref Accumulators top, ref Accumulators bottom, TapOperands topTaps, TapOperands bottomTaps, ArrayView<Float4> weights)
    {
        var w = Tf32.Of(weights[0]);
        top = Ptx.MmaBf16(Ptx.MmaBf16(top, topTaps.Big0, w.X, w.Y), topTaps.Big1, w.Z, 0);
        bottom = Ptx.MmaBf16(Ptx.MmaBf16(bottom, bottomTaps.Big0, w.X, w.Y), bottomTaps.Big1, w.Z, 0);
    }

    private static float Packed(Float2 w) => Interop.IntAsFloat(Ptx.PackBf16(w.X, w.Y));
}
