using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Ops;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// The weight gradient of FirstConvolution from the pooled gradient alone: of a window's four outputs only the maximum carries
// gradient, and only if it is above zero. A lane owns an output channel and its 25 weights in registers, a block 32 channels and a
// part of the pooled rows, whose input lies in shared memory; its warps take turns at the pixels, four at a time so that their
// gradients are on their way together. Warps and parts are added in a fixed order, each weight reaches its target once.

/// <summary>What the pooled gradient of the layer is made of.</summary>
public readonly struct PooledGradient(ArrayView<float> pooled, ArrayView<byte> argMax, ArrayView<float> gradient)
{
    private readonly ArrayView<float> _pooled = pooled, _gradient = gradient;
    private readonly ArrayView<byte> _argMax = argMax;

    /// <summary>The gradient that passes the ReLU, and the position of the window it goes to; nothing where there is no element.</summary>
    public float At(bool exists, int element, out int position)
    {
        position = exists ? _argMax[element] : 0;
        return exists && _pooled[element] > 0f ? _gradient[element] : 0f;
    }

    /// <summary>Four neighbouring elements and another; outputs of 0 where they do not exist.</summary>
    /// <param name="element">A multiple of four, where it exists.</param>
    public TensorCores.PooledPieces Pieces(bool exists, int element, bool fifthExists, int fifth)
    {
        int at = exists ? element >> 2 : 0, fifthAt = fifthExists ? fifth : 0;
        Float4 output = _pooled.Cast<Float4>()[at], gradient = _gradient.Cast<Float4>()[at];
        float fifthOutput = _pooled[fifthAt], fifthGradient = _gradient[fifthAt];
        return new TensorCores.PooledPieces
        {
            Output = exists ? output : new Float4(),
            Gradient = gradient,
            Positions = _argMax.Cast<int>()[at],
            FifthOutput = fifthExists ? fifthOutput : 0f,
            FifthGradient = fifthGradient,
            FifthPosition = _argMax[fifthAt],
        };
    }
}

/// <summary>Five rows of five taps.</summary>
public struct TapSquare
{
    public TapRow Row0, Row1, Row2, Row3, Row4;

    /// <summary>Adds the scaled pixels under the taps; <paramref name="pixels"/> starts at an even column of the tile.</summary>
    public void Add(float scale, ArrayView<Float2> pixels)
    {
        const int pitch = FirstConvolutionGradient.Pitch / 2;
        Row0 = Sum(Row0, scale, pixels[0], pixels[1], pixels[2]);
        Row1 = Sum(Row1, scale, pixels[pitch], pixels[pitch + 1], pixels[pitch + 2]);
        Row2 = Sum(Row2, scale, pixels[2 * pitch], pixels[2 * pitch + 1], pixels[2 * pitch + 2]);
        Row3 = Sum(Row3, scale, pixels[3 * pitch], pixels[3 * pitch + 1], pixels[3 * pitch + 2]);
        Row4 = Sum(Row4, scale, pixels[4 * pitch], pixels[4 * pitch + 1], pixels[4 * pitch + 2]);
    }

    private static TapRow Sum(TapRow row, float scale, Float2 low, Float2 middle, Float2 high) => new()
    {
        A = row.A + scale * low.X,
        B = row.B + scale * low.Y,
        C = row.C + scale * middle.X,
        D = row.D + scale * middle.Y,
        E = row.E + scale * high.X,
    };
}

public static class FirstConvolutionGradient
{
    /// <summary>Channels of a block; neighbouring pooled pixels of a stage; floats from a row of its input to the next.</summary>
    public const int Threads = 256, Channels = 32, Width = 64, Pitch = 4 * Width + 8;

    /// <summary>Floats of a block's result.</summary>
    public const int ResultSize = Taps * Channels;

    private const int Warps = Threads / 32, Taps = 25, Float4OfResult = ResultSize / 4;

    /// <summary>Reads the input under a stage, zero where it is padding: one of eight passes.</summary>
    private struct Fill : IStep
    {
        public ArrayView<float> Tile, X;
        public ConvShape Shape;
        public int Image, Top, Left;

        public void Run(int pass)
        {
            var i = pass * Threads + Group.IdxX;
            if (i >= FirstConvolution.Rows * Pitch) return;
            int row = (int)((uint)i / Pitch), iy = Top + row, ix = Left + i - row * Pitch;
            var inside = (uint)iy < (uint)Shape.Height & (uint)ix < (uint)Shape.Width;
            Tile[i] = inside ? X[(Image * Shape.Height + iy) * Shape.Width + ix] : 0f;
        }
    }

    /// <summary>Grid: (1, channels / 32, parts); a stage is <see cref="Width"/> pooled pixels of a row, or what is left of it.</summary>
    /// <param name="layer">X, the extents; nothing else of it.</param>
    public static void Run<TTarget, TSplit>(FirstLayer layer, PooledGradient gradient, TTarget target, TSplit split)
        where TTarget : struct, IGradientTarget
        where TSplit : struct, ISplit
    {
        var tile = SharedMemory.Allocate<Float4>(FirstConvolution.Rows * Pitch / 4);
        var sums = SharedMemory.Allocate<Float4>(Warps * Float4OfResult);
        var (s, pool) = (layer.Shape, layer.Pool);
        int lane = Group.IdxX & 31, warp = Group.IdxX >> 5, channel = Grid.IdxY * Channels + lane, part = Grid.IdxZ;
        var strips = (pool.OutWidth + Width - 1) / Width;
        int first = part * split.StagesPerPart, end = IntrinsicMath.Min(first + split.StagesPerPart, pool.Batch * pool.OutHeight * strips);
        var pixels = tile.Cast<Float2>();
        var fill = new Fill { Tile = tile.Cast<float>(), X = layer.X, Shape = s };
        var sum = new TapSquare();
        for (var stage = first; stage < end; stage++)
        {
            int line = stage / strips, start = (stage - line * strips) * Width;
            fill.Image = pool.ByOutHeight.Divide(line, out var row);
            fill.Top = row * 4 - s.Top;
            fill.Left = start * 4 - s.Left;
            Group.Barrier(); // all have read the stage before
            Unroll.Eight(ref fill);
            Group.Barrier();
            var width = channel < s.OutChannels ? IntrinsicMath.Min(Width, pool.OutWidth - start) : 0;
            var element = (line * pool.OutWidth + start) * s.OutChannels + channel;
            for (var p = warp; p < width; p += 4 * Warps)
            {
                int step = Warps * s.OutChannels, at = element + p * s.OutChannels;
                var g0 = gradient.At(true, at, out var p0);
                var g1 = gradient.At(p + Warps < width, at + step, out var p1);
                var g2 = gradient.At(p + 2 * Warps < width, at + 2 * step, out var p2);
                var g3 = gradient.At(p + 3 * Warps < width, at + 3 * step, out var p3);
                sum.Add(g0, Under(pixels, p, p0));
                sum.Add(g1, Under(pixels, p + Warps, p1));
                sum.Add(g2, Under(pixels, p + 2 * Warps, p2));
                sum.Add(g3, Under(pixels, p + 3 * Warps, p3));
            }
        }

        Put(sums.Cast<float>().SubView((warp * Taps * Channels) + lane, (Taps - 1) * Channels + 1), sum);
        Group.Barrier();
        var i = Group.IdxX;
        if (i < Float4OfResult)
        {
            var total = sums[i];
            for (var w = 1; w < Warps; w++) total = total.Plus(sums[w * Float4OfResult + i]);
            sums[i] = total;
        }

        Group.Barrier();
        if (!split.Gather(sums, Float4OfResult, part, split.Parts)) return;
        var result = sums.Cast<float>();
        for (i = Group.IdxX; i < Taps * Channels; i += Threads)
            if (Grid.IdxY * Channels + (i & 31) < s.OutChannels) target.Take((i >> 5) * s.OutChannels + Grid.IdxY * Channels + (i & 31), result[i]);
    }

    /// <summary>The window of a pooled pixel's maximum; inside the tile for every pixel of a stage, whether it exists or not.</summary>
    private static ArrayView<Float2> Under(ArrayView<Float2> pixels, int pixel, int position) =>
        pixels.SubView((position >> 1) * Pitch + 2 * pixel + (position & 1), 4 * Pitch / 2 + 3);

    private static void Put(ArrayView<float> to, TapSquare sum)
    {
        Put(to, 0, sum.Row0);
        Put(to, 5, sum.Row1);
        Put(to, 10, sum.Row2);
        Put(to, 15, sum.Row3);
        Put(to, 20, sum.Row4);
    }

    private static void Put(ArrayView<float> to, int tap, TapRow row)
    {
        to[tap * Channels] = row.A;
        to[(tap + 1) * Channels] = row.B;
        to[(tap + 2) * Channels] = row.C;
        to[(tap + 3) * Channels] = row.D;
        to[(tap + 4) * Channels] = row.E;
    }
}

/// <summary>Poolings whose windows cover their input without rest or overlap.</summary>
internal static class Tiling
{
    public static bool Of(Pool2dGeometry pool) => Of(pool.Rows) && Of(pool.Columns);

    private static bool Of(WindowAxis axis) =>
        axis.Window == axis.Stride && axis.Before == 0 && axis.After == 0 && axis.Output * axis.Window == axis.Input;
}
