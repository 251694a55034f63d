using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Ops;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// The first layer of an FCN: a 5x5 convolution of stride 2 on one channel, bias, ReLU and 2x2 max-pooling, too shallow for tiles of
// a matrix product. A thread owns one output channel and keeps its 25 weights in registers; a block owns a strip of neighbouring
// pooled pixels, whose input lies in shared memory with zeros for padding, and several threads of each channel take turns
// at them. A pooled pixel is 100 FFMA on 14 loads of 128 bits, the same for all channels. Outputs are overwritten whole.

/// <summary>Five neighbouring taps.</summary>
public struct TapRow
{
    public float A, B, C, D, E;

    /// <summary>The sum of the taps times five neighbouring pixels, of a row that starts with <paramref name="low"/>.</summary>
    public readonly float Even(Float4 low, Float4 high) => A * low.X + B * low.Y + C * low.Z + D * low.W + E * high.X;

    /// <summary>The same two pixels further on.</summary>
    public readonly float Odd(Float4 low, Float4 high) => A * low.Z + B * low.W + C * high.X + D * high.Y + E * high.Z;
}

/// <summary>The layer's tensors and extents.</summary>
public readonly struct FirstLayer(ArrayView<float> x, ArrayView<float> w, ArrayView<float> y, ConvShape shape, PoolShape pool)
{
    public readonly ArrayView<float> X = x, W = w, Y = y;
    public readonly ConvShape Shape = shape;
    public readonly PoolShape Pool = pool;
}

public static class FirstConvolution
{
    /// <summary>Pooled pixels of a strip; rows of its input, and their Float4.</summary>
    public const int Strip = 16, Rows = 7, Pitch = Strip + 1, MostChannels = 256;

    public static bool Fits(Conv2dGeometry g, Pool2dGeometry pool) =>
        g.InputChannels == 1 && g.OutputChannels <= MostChannels && g.Rows is { Window: 5, Stride: 2 } && g.Columns is { Window: 5, Stride: 2 }
        && pool.Rows is { Window: 2 } && pool.Columns is { Window: 2 } && Tiling.Of(pool);

    /// <summary>A block for each strip; the threads that divide among as many turns as fit into 256.</summary>
    internal static LaunchShape Shape(Conv2dGeometry g, Pool2dGeometry pool) =>
        new(GpuKernels.Tiles(pool.Columns.Output, Strip), pool.Rows.Output, g.Batch, GpuKernels.Tiles(Turns(g.OutputChannels) * g.OutputChannels, 32) * 32);

    public static int Turns(int channels) => MostChannels / channels;

    public static void Forward<TFinish, TPositions>(FirstLayer layer, TFinish finish, TPositions positions)
        where TFinish : struct, IFinish
        where TPositions : struct, IPositions
    {
        var tile = SharedMemory.Allocate<Float4>(Rows * Pitch);
        var (s, pool, w) = (layer.Shape, layer.Pool, layer.W);
        Load(tile, layer.X, s, Grid.IdxZ, Grid.IdxY, Grid.IdxX);
        Group.Barrier();
        var turn = s.ByOutChannels.Divide(Group.IdxX, out var channel);
        var turns = Turns(s.OutChannels);
        if (turn >= turns) return;
        TapRow w0 = Weights(w, 0, channel, s), w1 = Weights(w, 1, channel, s), w2 = Weights(w, 2, channel, s);
        TapRow w3 = Weights(w, 3, channel, s), w4 = Weights(w, 4, channel, s);
        var end = IntrinsicMath.Min(Strip, pool.OutWidth - Grid.IdxX * Strip);
        var line = (Grid.IdxZ * pool.OutHeight + Grid.IdxY) * pool.OutWidth + Grid.IdxX * Strip;
        for (var p = turn; p < end; p += turns)
        {
            var from = tile.SubView(p, (Rows - 1) * Pitch + 2);
            Float4 l = from[0], h = from[1];
            float a = w0.Even(l, h), b = w0.Odd(l, h);
            l = from[Pitch];
            h = from[Pitch + 1];
            a += w1.Even(l, h);
            b += w1.Odd(l, h);
            l = from[2 * Pitch];
            h = from[2 * Pitch + 1];
            a += w2.Even(l, h);
            b += w2.Odd(l, h);
            float c = w0.Even(l, h), d = w0.Odd(l, h);
            l = from[3 * Pitch];
            h = from[3 * Pitch + 1];
            a += w3.Even(l, h);
            b += w3.Odd(l, h);
            c += w1.Even(l, h);
            d += w1.Odd(l, h);
            l = from[4 * Pitch];
            h = from[4 * Pitch + 1];
            a += w4.Even(l, h);
            b += w4.Odd(l, h);
            c += w2.Even(l, h);
            d += w2.Odd(l, h);
            l = from[5 * Pitch];
            h = from[5 * Pitch + 1];
            c += w3.Even(l, h);
            d += w3.Odd(l, h);
            l = from[6 * Pitch];
            h = from[6 * Pitch + 1];
            c += w4.Even(l, h);
            d += w4.Odd(l, h);

            a = finish.Apply(a, channel);
            b = finish.Apply(b, channel);
            c = finish.Apply(c, channel);
            d = finish.Apply(d, channel);
            var at = Better(b, a) ? 1 : 0;
            var best = Better(b, a) ? b : a;
            at = Better(c, best) ? 2 : at;
            best = Better(c, best) ? c : best;
            at = Better(d, best) ? 3 : at;
            best = Better(d, best) ? d : best;
            var output = (line + p) * s.OutChannels + channel;
            layer.Y[output] = best;
            positions.Keep(output, at);
        }
    }

    /// <summary>The input under a strip of pooled pixels, zero where it is padding.</summary>
    public static void Load(ArrayView<Float4> tile, ArrayView<float> x, ConvShape s, int image, int pooledRow, int strip)
    {
        var to = tile.Cast<float>();
        int top = pooledRow * 4 - s.Top, left = strip * Strip * 4 - s.Left;
        for (var i = Group.IdxX; i < Rows * Pitch * 4; i += Group.DimX)
        {
            int row = i / (Pitch * 4), iy = top + row, ix = left + i - row * (Pitch * 4);
            var inside = (uint)iy < (uint)s.Height & (uint)ix < (uint)s.Width;
            to[i] = inside ? x[(image * s.Height + iy) * s.Width + ix] : 0f;
        }
    }

    private static TapRow Weights(ArrayView<float> w, int row, int channel, ConvShape s)
    {
        int first = row * 5 * s.OutChannels + channel, step = s.OutChannels;
        return new TapRow { A = w[first], B = w[first + step], C = w[first + 2 * step], D = w[first + 3 * step], E = w[first + 4 * step] };
    }

    private static bool Better(float value, float best) => value > best | float.IsNaN(value);
}
