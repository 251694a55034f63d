using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

// The weight gradient of the first layer of an FCN (FirstConvolutionGradient) on tensor cores: dw[25, Co] = patches^T[25, pixels]
// dy[pixels, Co], Co a multiple of 4. The depth goes by windows of the pooling: lane t takes the four positions of a pooled pixel as
// its four k, and dy is made in registers from the pooled gradient, which stands at the maximum's position if that is above zero.
// A block owns all taps (as 32 rows, of which seven count for nothing) by 40 channels and a part of the strips of 64 pooled pixels;
// of each strip a warp takes 32 of the depth, twice four pixels, whose gradients were loaded while it multiplied the strip before.
// Warps and parts are added in a fixed order, each weight reaches its target once.

/// <summary>Of four channels and one: pooled outputs, their gradients and positions as they were loaded.</summary>
public struct PooledPieces
{
    public Float4 Output, Gradient;
    public float FifthOutput, FifthGradient;
    public int Positions, FifthPosition;

    /// <summary>What passes the ReLU of the window.</summary>
    public readonly WindowGradient Gated() => new()
    {
        Main = new Float4(Gate(Output.X, Gradient.X), Gate(Output.Y, Gradient.Y), Gate(Output.Z, Gradient.Z), Gate(Output.W, Gradient.W)),
        Fifth = Gate(FifthOutput, FifthGradient),
        Positions = Positions,
        FifthPosition = FifthPosition,
    };

    private static float Gate(float output, float gradient) => output > 0f ? gradient : 0f;
}

public static class FirstGradientTensor
{
    /// <summary>Pooled pixels of a strip; channels of a block.</summary>
    public const int Threads = 256, Width = 64, Columns = 40;

    /// <summary>Float4 of a block's result.</summary>
    public const int ResultFloat4 = Taps * Pieces;

    private const int Taps = 25, Pieces = Columns / 4, Warps = Threads / 32, Pitch = 4 * Width + 8;

    /// <summary>Grid: (1, channels / 40, parts), rounded up; a stage is a strip.</summary>
    /// <param name="across">Strips in a row of pooled pixels.</param>
    public static void Run<TArithmetic, TTarget, TSplit>(FirstLayer layer, PooledGradient gradient, Divisor across, TTarget target, TSplit split)
        where TArithmetic : struct, ISpreadArithmetic
        where TTarget : struct, IGradientTarget
        where TSplit : struct, ISplit
    {
        var tile = SharedMemory.Allocate<float>(2 * FirstStrip.Rows * Pitch);
        var sums = SharedMemory.Allocate<Float4>(Warps * ResultFloat4);
        int lane = Group.IdxX & 31, warp = Group.IdxX >> 5, g = lane >> 2, t = lane & 3, channels = layer.Shape.OutChannels, firstColumn = Grid.IdxY * Columns;
        var strip = new FirstStrip(tile, layer, across, Width);
        int next = Grid.IdxZ * split.StagesPerPart, end = IntrinsicMath.Min(next + split.StagesPerPart, strip.Count), buffer = 0;
        int tap0 = Tap(g), tap1 = Tap(g + 8), tap2 = Tap(g + 16), tap3 = Tap(g + 24), pixel = warp * 8 + t;
        strip.Copy(next, 0, Warps);
        Ptx.CommitCopies();
        PooledPieces low = Load(layer.Pool, gradient, strip, next, end, pixel, firstColumn, channels), high = Load(layer.Pool, gradient, strip, next, end, pixel + 4, firstColumn, channels);
        var total = new WarpTile();
        for (; next < end; next++)
        {
            Ptx.AwaitCopies();
            Group.Barrier(); // this strip has arrived for all, and all have read the other buffer
            if (next + 1 < end)
            {
                strip.Copy(next + 1, buffer ^ 1, Warps);
                Ptx.CommitCopies();
            }

            WindowGradient dyLow = low.Gated(), dyHigh = high.Gated();
            low = Load(layer.Pool, gradient, strip, next + 1, end, pixel, firstColumn, channels);
            high = Load(layer.Pool, gradient, strip, next + 1, end, pixel + 4, firstColumn, channels);
            var from = tile.SubView(buffer * FirstStrip.Size(Width) + pixel * 4);
            buffer ^= 1;
            if (TArithmetic.SumsOutside)
            {
                var sum = new WarpTile();
                default(TArithmetic).Multiply(ref sum, Patches(from, tap0, tap1, tap2, tap3), dyLow);
                default(TArithmetic).Multiply(ref sum, Patches(from.SubView(16), tap0, tap1, tap2, tap3), dyHigh);
                total.Add(sum, true);
            }
            else
            {
                default(TArithmetic).Multiply(ref total, Patches(from, tap0, tap1, tap2, tap3), dyLow);
                default(TArithmetic).Multiply(ref total, Patches(from.SubView(16), tap0, tap1, tap2, tap3), dyHigh);
            }
        }

        var mine = sums.SubView(warp * ResultFloat4);
        Put(mine, g, WarpTile.UpperLeft(total.Top), WarpTile.UpperRight(total.Top), total.TopFifth.C0, total.TopFifth.C1);
        Put(mine, g + 8, WarpTile.LowerLeft(total.Top), WarpTile.LowerRight(total.Top), total.TopFifth.C2, total.TopFifth.C3);
        Put(mine, g + 16, WarpTile.UpperLeft(total.Bottom), WarpTile.UpperRight(total.Bottom), total.BottomFifth.C0, total.BottomFifth.C1);
        if (g == 0) Put(mine, 24, WarpTile.LowerLeft(total.Bottom), WarpTile.LowerRight(total.Bottom), total.BottomFifth.C2, total.BottomFifth.C3);
        Group.Barrier();
        var i = Group.IdxX;
        if (i < ResultFloat4)
        {
            var sum = sums[i];
            for (var w = 1; w < Warps; w++) sum = sum.Plus(sums[w * ResultFloat4 + i]);
            sums[i] = sum;
        }

        Group.Barrier();
        if (!split.GatherMany(sums, ResultFloat4, Grid.IdxZ)) return;
        int row = (int)((uint)i / Pieces), column = firstColumn + (i - row * Pieces) * 4;
        if (i < ResultFloat4 & column < channels) target.TakeFour((row * channels + column) >> 2, sums[i]);
    }

    /// <summary>Where a tap lies under a window; rows without a tap read the first one's.</summary>
    private static int Tap(int row) => row < Taps ? row / 5 * Pitch + row % 5 : 0;

    /// <summary>Four taps of this lane's pooled pixel at its four positions.</summary>
    private static Fragment Patches(ArrayView<float> from, int tap0, int tap1, int tap2, int tap3) => new()
    {
        V0 = Positions(from.SubView(tap0)),
        V1 = Positions(from.SubView(tap1)),
        V2 = Positions(from.SubView(tap2)),
        V3 = Positions(from.SubView(tap3)),
    };

    private static Float4 Positions(ArrayView<float> from) => new(from[0], from[2], from[2 * Pitch], from[2 * Pitch + 2]);

    /// <summary>What a pooled pixel of a strip has in this lane's channels 4g .. 4g + 3 and 32 + g of the block's; output 0 where there is none.</summary>
    private static PooledPieces Load(PoolShape pool, PooledGradient gradient, FirstStrip strip, int at, int end, int pixel, int firstColumn, int channels)
    {
        int g = Group.IdxX >> 2 & 7, column = firstColumn + 4 * g, fifth = firstColumn + 32 + g;
        var line = strip.Line(at, out var start);
        var exists = at < end & start + pixel < pool.OutWidth;
        var element = (line * pool.OutWidth + start + pixel) * channels;
        return gradient.Pieces(exists & column < channels, element + column, exists & fifth < channels, element + fifth);
    }

    private static void Put(ArrayView<Float4> to, int row, Float4 left, Float4 right, float first, float second)
    {
        var t = Group.IdxX & 3;
        to[row * Pieces + 2 * t] = left;
        to[row * Pieces + 2 * t + 1] = right;
        to.Cast<Float2>()[(row * Pieces + 8) * 2 + t] = new Float2 { X = first, Y = second };
    }
}
