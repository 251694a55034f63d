using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Kernels.Gpu.TensorCores;
using ILGPU;

namespace FcnEngine.GpuCheck.Rates;

// Kernels that do one thing as fast as the card lets them: what the times of the others are read by. Each leaves a result that
// can be foretold. Blocks of 256 threads, as many as fill the card.

/// <summary>Sixteen numbers that go to 2 independently, by x = x / 2 + 1.</summary>
public struct Chains
{
    private Float4 _a, _b, _c, _d;

    public void Advance(Float4 one)
    {
        _a = one.Plus(0.5f, _a);
        _b = one.Plus(0.5f, _b);
        _c = one.Plus(0.5f, _c);
        _d = one.Plus(0.5f, _d);
    }

    public readonly Float4 Sum() => _a.Plus(_b).Plus(_c).Plus(_d);
}

public static class RateKernels
{
    public const int Threads = 256;

    /// <summary>Multiply-adds of a thread in a turn of <see cref="MultiplyFloats"/>.</summary>
    public const int MultiplyAddsOfThread = 64;

    /// <summary>Multiply-adds of a warp in a turn of <see cref="MultiplyTf32"/>; in bfloat16 twice as many.</summary>
    public const int MultiplyAddsOfWarp = 2 * WarpTile.Rows * WarpTile.Rows * 8;

    /// <summary>to = from.</summary>
    public static void Copy(ArrayView<Float4> from, ArrayView<Float4> to)
    {
        for (var i = First(); i < from.IntLength; i += Stride()) to[i] = from[i];
    }

    /// <summary>sums[thread] = the sum of all that the thread meets.</summary>
    public static void Read(ArrayView<Float4> from, ArrayView<Float4> sums)
    {
        Float4 sum = default, second = default;
        var i = First();
        for (; i + Stride() < from.IntLength; i += 2 * Stride())
        {
            sum = sum.Plus(from[i]);
            second = second.Plus(from[i + Stride()]);
        }

        if (i < from.IntLength) sum = sum.Plus(from[i]);
        sums[First()] = sum.Plus(second);
    }

    /// <summary>Float multiply-adds alone; results[thread] goes to 8 in each component.</summary>
    public static void MultiplyFloats(ArrayView<Float4> results, int turns)
    {
        var chains = new Chains();
        var one = new Float4(1, 1, 1, 1);
        for (var turn = 0; turn < turns; turn++)
        {
            chains.Advance(one);
            chains.Advance(one);
            chains.Advance(one);
            chains.Advance(one);
        }

        results[First()] = chains.Sum();
    }

    /// <summary>Tensor-core products of ones in tf32, of two 32x32 tiles a warp; results[thread] = 16 turns.</summary>
    public static void MultiplyTf32(ArrayView<Float4> results, int turns)
    {
        WarpTile first = default, second = default;
        var ones = Ones(Interop.FloatAsInt(1f));
        for (var turn = 0; turn < turns; turn++)
        {
            first.Top = Ptx.MmaTf32(first.Top, ones, ones, ones);
            first.Bottom = Ptx.MmaTf32(first.Bottom, ones, ones, ones);
            second.Top = Ptx.MmaTf32(second.Top, ones, ones, ones);
            second.Bottom = Ptx.MmaTf32(second.Bottom, ones, ones, ones);
        }

        first.Add(second, wide: false);
        results[First()] = WarpTile.UpperLeft(first.Bottom);
    }

    /// <summary>The same in bfloat16; results[thread] = 32 turns.</summary>
    public static void MultiplyBf16(ArrayView<Float4> results, int turns)
    {
        WarpTile first = default, second = default;
        var ones = Ones(Ptx.PackBf16(1f, 1f));
        for (var turn = 0; turn < turns; turn++)
        {
            first.Top = Ptx.MmaBf16(first.Top, ones, ones, ones);
            first.Bottom = Ptx.MmaBf16(first.Bottom, ones, ones, ones);
            second.Top = Ptx.MmaBf16(second.Top, ones, ones, ones);
            second.Bottom = Ptx.MmaBf16(second.Bottom, ones, ones, ones);
        }

        first.Add(second, wide: false);
        results[First()] = WarpTile.UpperLeft(first.Bottom);
    }

    /// <summary>One thread adds one: next to nothing, so that a row of these takes what starting kernels after one another takes.</summary>
    public static void Count(ArrayView<int> counter)
    {
        if (Group.IdxX == 0) counter[0] += 1;
    }

    private static int First() => Grid.IdxX * Threads + Group.IdxX;

    private static int Stride() => Grid.DimX * Threads;

    private static Operands Ones(uint one) => new() { X = one, Y = one, Z = one, W = one };
}
