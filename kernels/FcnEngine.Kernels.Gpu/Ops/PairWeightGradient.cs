using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// The weight gradient of PairConvolutions: dw[tap, in, out] = the sum over the output pixels p of x[p under the tap, in] dy[p, out]. A
// thread owns a tap's four weights, a block 32 taps and a part of the output pixels: a warp takes every eighth pixel, four of them on
// their way at a time, and its lanes read neighbouring x. Warps and parts are added in a fixed order, each weight reaches its target once.

public static class PairWeightGradient
{
    public const int Threads = 256, Taps = 32, Warps = Threads / Taps, StagePixels = 4 * Warps;

    /// <summary>What a thread adds for an output pixel.</summary>
    private struct Terms(ArrayView<float> x, ArrayView<float> dy, ConvShape shape, int tap)
    {
        private readonly ArrayView<Float2> _x = x.Cast<Float2>(), _dy = dy.Cast<Float2>();
        private readonly ConvShape _shape = shape;
        private readonly int _y = shape.ByKernelWidth.Divide(tap) - shape.Top;
        private readonly int _x0 = tap - shape.ByKernelWidth.Divide(tap) * shape.KernelWidth - shape.Left;

        public readonly Float4 At(int pixel)
        {
            var image = _shape.ByOutArea.Divide(pixel, out var inImage);
            var oy = _shape.ByOutWidth.Divide(inImage, out var ox);
            int y = oy * _shape.StrideY + _y, x = ox * _shape.StrideX + _x0;
            var inside = (uint)y < (uint)_shape.Height & (uint)x < (uint)_shape.Width;
            Float2 under = _x[inside ? (image * _shape.Height + y) * _shape.Width + x : 0], gradient = _dy[pixel];
            return inside
                ? new Float4(under.X * gradient.X, under.X * gradient.Y, under.Y * gradient.X, under.Y * gradient.Y)
                : default;
        }
    }

    /// <summary>Blocks: (taps / 32, 1, parts); a stage is <see cref="StagePixels"/> output pixels.</summary>
    public static void Run<TTarget, TSplit>(ArrayView<float> x, ArrayView<float> dy, TTarget target, ConvShape shape, TSplit split)
        where TTarget : struct, IGradientTarget
        where TSplit : struct, ISplit
    {
        var buffer = SharedMemory.Allocate<Float4>(Threads);
        int thread = Group.IdxX, tap = Grid.IdxX * Taps + (thread & Taps - 1), taps = shape.KernelHeight * shape.KernelWidth, part = Grid.IdxZ;
        int first = part * split.StagesPerPart * StagePixels, end = IntrinsicMath.Min(first + split.StagesPerPart * StagePixels, shape.OutPixels);
        var sum = new Float4();
        if (tap < taps)
        {
            var terms = new Terms(x, dy, shape, tap);
            var pixel = first + (thread >> 5);
            for (; pixel + 3 * Warps < end; pixel += StagePixels)
            {
                Float4 a = terms.At(pixel), b = terms.At(pixel + Warps), c = terms.At(pixel + 2 * Warps), d = terms.At(pixel + 3 * Warps);
                sum = sum.Plus(a.Plus(b).Plus(c.Plus(d)));
            }

            for (; pixel < end; pixel += Warps) sum = sum.Plus(terms.At(pixel));
        }

        buffer[thread] = sum;
        Group.Barrier();
        for (var half = Threads / 2; half >= Taps; half >>= 1)
        {
            if (thread < half) buffer[thread] = buffer[thread].Plus(buffer[thread + half]);
            Group.Barrier();
        }

        if (split.GatherNarrow(buffer, Taps, part) && thread < Taps & tap < taps) target.TakeFour(tap, buffer[thread]);
    }
}

internal sealed partial class GpuKernels
{
    private Launch PairGradient<TTarget>(string name, ConvShape s, ArrayView<float> x, ArrayView<float> dy, TTarget target)
        where TTarget : struct, IGradientTarget
    {
        var across = Tiles(s.KernelHeight * s.KernelWidth, PairWeightGradient.Taps);
        var plan = SplitPlan.For(device.Traits, across, Tiles(s.OutPixels, PairWeightGradient.StagePixels), minimumStages: 2);
        var shape = new LaunchShape(across, 1, plan.Parts, PairWeightGradient.Threads);
        if (plan.Parts == 1) return device.Cache.Bind(name, PairWeightGradient.Run, shape, x, dy, target, s, new WholeDepth(plan.StagesPerPart));
        var scratch = device.Scratch.Next();
        var split = plan.In(scratch, across, PairWeightGradient.Taps * 4);
        return device.Cache.Bind(name, PairWeightGradient.Run, shape, x, dy, target, s, split).Using(scratch);
    }
}
