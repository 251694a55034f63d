using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// Convolutions from two channels to two: what the transposed convolution that enlarges the scores of two classes transposes. A pixel
// is a Float2, the weights of a tap are one Float4 [in, out], so an access moves all that belongs together. x is NHWC, w HWIO, y NHWC;
// results are overwritten whole, every sum has one fixed order.

public static class PairConvolutions
{
    public const int Threads = 256, TapsAtATime = 4;

    public static bool Fits(ConvShape s) => s.InChannels == 2 && s.OutChannels == 2;

    /// <summary>Long sums: a block to an output pixel.</summary>
    public static bool FitsForward(ConvShape s) => Fits(s) && s.PatchSize >= Threads / 2;

    internal static LaunchShape Shape(ConvShape s) => new(s.OutPixels, 1, 1, Threads);

    /// <summary>A pixel lies in the windows of at most two output pixels each way, whose taps are read together.</summary>
    public static bool FitsInputGradient(ConvShape s) => Fits(s) && s.KernelHeight <= 2 * s.StrideY && s.KernelWidth <= 2 * s.StrideX;

    /// <summary>A thread's share of an output pixel: every 256th tap, four of them on their way together.</summary>
    private struct Taps : IStep
    {
        public ArrayView<Float2> X;
        public ArrayView<Float4> W;
        public ConvShape Shape;
        public int Top, Left, FirstPixel, First;
        public float Sum0, Sum1;

        public void Run(int i)
        {
            int tap = First + i * Threads, ky = Shape.ByKernelWidth.Divide(tap, out var kx), y = Top + ky, x = Left + kx;
            var inside = ky < Shape.KernelHeight & (uint)y < (uint)Shape.Height & (uint)x < (uint)Shape.Width;
            Float2 pixel = X[inside ? FirstPixel + y * Shape.Width + x : 0];
            Float4 weights = W[inside ? tap : 0];
            Sum0 += inside ? pixel.X * weights.X + pixel.Y * weights.Z : 0f;
            Sum1 += inside ? pixel.X * weights.Y + pixel.Y * weights.W : 0f;
        }
    }

    /// <summary>y[p]: each of a block's threads sums every 256th tap of the pixel's patch, then a tree. Grid: pixels.</summary>
    public static void Forward<TResult>(ArrayView<float> x, ArrayView<float> w, TResult result, ConvShape s)
        where TResult : struct, IBlockPairResult
    {
        var sums = SharedMemory.Allocate<Float2>(Threads);
        int pixel = Grid.IdxX, thread = Group.IdxX;
        var image = s.ByOutArea.Divide(pixel, out var inImage);
        var oy = s.ByOutWidth.Divide(inImage, out var ox);
        var taps = new Taps
        {
            X = x.Cast<Float2>(),
            W = w.Cast<Float4>(),
            Shape = s,
            Top = oy * s.StrideY - s.Top,
            Left = ox * s.StrideX - s.Left,
            FirstPixel = image * s.Height * s.Width,
        };
        for (taps.First = thread; taps.First < s.KernelHeight * s.KernelWidth; taps.First += TapsAtATime * Threads) Unroll.Four(ref taps);
        sums[thread] = new Float2 { X = taps.Sum0, Y = taps.Sum1 };
        Group.Barrier();
        for (var half = Threads / 2; half > 0; half >>= 1)
        {
            if (thread < half) sums[thread] = sums[thread].Plus(sums[thread + half]);
            Group.Barrier();
        }

        result.Write(pixel, sums[0]);
    }

    /// <summary>dx[p] = the sum over the output pixels whose window holds p. A thread owns a pixel.</summary>
    public static void InputGradient<TStore>(ArrayView<float> dy, ArrayView<float> w, TStore store, ConvShape s)
        where TStore : struct, IPairStore
    {
        var pixel = Grid.GlobalIndex.X;
        if (pixel < s.Batch * s.ByArea.Value) store.Put(pixel, Gather(dy, w, pixel, s));
    }

    /// <summary>A pixel of the transposed convolution, where <see cref="FitsInputGradient"/>: of the output pixels that reach it the last and the one before, each way.</summary>
    public static Float2 Gather(ArrayView<float> dy, ArrayView<float> w, int pixel, ConvShape s)
    {
        var image = s.ByArea.Divide(pixel, out var inImage);
        var y = s.ByWidth.Divide(inImage, out var x);
        int oy = s.ByStrideY.Divide(y + s.Top, out var ky), ox = s.ByStrideX.Divide(x + s.Left, out var kx);
        var firstOutput = image * s.ByOutArea.Value;
        Float2 before = At(dy, w, s, firstOutput, oy - 1, ox - 1, ky + s.StrideY, kx + s.StrideX), above = At(dy, w, s, firstOutput, oy - 1, ox, ky + s.StrideY, kx);
        Float2 beside = At(dy, w, s, firstOutput, oy, ox - 1, ky, kx + s.StrideX), own = At(dy, w, s, firstOutput, oy, ox, ky, kx);
        return before.Plus(above).Plus(beside.Plus(own));
    }

    /// <summary>What an output pixel adds through a tap; nothing where one of them does not exist.</summary>
    private static Float2 At(ArrayView<float> dy, ArrayView<float> w, ConvShape s, int firstOutput, int oy, int ox, int ky, int kx)
    {
        var exists = (uint)oy < (uint)s.OutHeight & (uint)ox < (uint)s.OutWidth & ky < s.KernelHeight & kx < s.KernelWidth;
        var output = dy.Cast<Float2>()[exists ? firstOutput + oy * s.OutWidth + ox : 0];
        var weights = w.Cast<Float4>()[exists ? ky * s.KernelWidth + kx : 0];
        return new Float2
        {
            X = exists ? output.X * weights.X + output.Y * weights.Y : 0f,
            Y = exists ? output.X * weights.Z + output.Y * weights.W : 0f,
        };
    }
}
