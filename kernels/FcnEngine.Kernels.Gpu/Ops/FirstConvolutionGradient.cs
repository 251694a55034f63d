using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Ops;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// The weight gradient of FirstConvolution from the pooled gradient alone: of a window's four outputs only the maximum carries
// gradient, and only if it is above zero. Each pooled pixel is five multiply-adds for a channel and a row of taps: a thread owns
// five weights, a block one row of taps and a part of the strips; parts are reduced in a fixed order, each weight reaches its
// target once.

/// <summary>What the pooled gradient of the layer is made of.</summary>
public readonly struct PooledGradient(ArrayView<float> pooled, ArrayView<byte> argMax, ArrayView<float> gradient)
{
    private readonly ArrayView<float> _pooled = pooled, _gradient = gradient;
    private readonly ArrayView<byte> _argMax = argMax;

    /// <summary>The gradient that passes the ReLU, and the position of the window it goes to.</summary>
    public float At(int element, out int position)
    {
        position = _argMax[element];
        return _pooled[element] > 0f ? _gradient[element] : 0f;
    }
}

public static class FirstConvolutionGradient
{
    private const int Taps = 5, Pitch = FirstConvolution.Pitch * 4;

    /// <summary>Float4 of a block's result, and of its turns side by side.</summary>
    private const int MostFloat4 = Taps * FirstConvolution.MostChannels / 4;

    /// <summary>Grid: (1, 5, parts); a stage is a strip.</summary>
    /// <param name="layer">X, the extents; nothing else of it.</param>
    public static void Run<TTarget, TSplit>(FirstLayer layer, PooledGradient gradient, TTarget target, TSplit split)
        where TTarget : struct, IGradientTarget
        where TSplit : struct, ISplit
    {
        var tile = SharedMemory.Allocate<Float4>(FirstConvolution.Rows * FirstConvolution.Pitch);
        var result = SharedMemory.Allocate<Float4>(MostFloat4);
        var input = tile.Cast<float>();
        var sums = result.Cast<float>();
        var (s, pool) = (layer.Shape, layer.Pool);
        int part = Grid.IdxZ, strips = (pool.OutWidth + FirstConvolution.Strip - 1) / FirstConvolution.Strip;
        int first = part * split.StagesPerPart, end = IntrinsicMath.Min(first + split.StagesPerPart, pool.Batch * pool.OutHeight * strips);
        var turn = s.ByOutChannels.Divide(Group.IdxX, out var channel);
        var turns = FirstConvolution.Turns(s.OutChannels);
        var sum = new TapRow();
        for (var stage = first; stage < end; stage++)
        {
            int line = stage / strips, strip = stage - line * strips, image = pool.ByOutHeight.Divide(line, out var row);
            Group.Barrier(); // all have read the strip before
            FirstConvolution.Load(tile, layer.X, s, image, row, strip);
            Group.Barrier();
            if (turn >= turns) continue;
            var width = IntrinsicMath.Min(FirstConvolution.Strip, pool.OutWidth - strip * FirstConvolution.Strip);
            var element = (line * pool.OutWidth + strip * FirstConvolution.Strip) * s.OutChannels + channel;
            for (var p = turn; p < width; p += turns)
            {
                var passed = gradient.At(element + p * s.OutChannels, out var position);
                sum.Add(passed, input.SubView(((position >> 1) * 2 + Grid.IdxY) * Pitch + p * 4 + (position & 1) * 2, Taps));
            }
        }

        // Turns one after the other, so that their order is fixed.
        for (var t = 0; t < turns; t++)
        {
            if (turn == t) Put(sums, sum, channel, s.OutChannels, add: t > 0);
            Group.Barrier();
        }

        var count = (Taps * s.OutChannels + 3) >> 2;
        if (Group.IdxX < count * 4 - Taps * s.OutChannels) sums[Taps * s.OutChannels + Group.IdxX] = 0f;
        Group.Barrier();
        if (!split.Gather(result, count, part, split.Parts)) return;
        for (var i = Group.IdxX; i < Taps * s.OutChannels; i += Group.DimX) target.Take(Grid.IdxY * Taps * s.OutChannels + i, sums[i]);
    }

    private static void Put(ArrayView<float> sums, TapRow sum, int channel, int channels, bool add)
    {
        var to = sums.SubView(channel, (Taps - 1) * channels + 1);
        to[0] = sum.A + (add ? to[0] : 0f);
        to[channels] = sum.B + (add ? to[channels] : 0f);
        to[2 * channels] = sum.C + (add ? to[2 * channels] : 0f);
        to[3 * channels] = sum.D + (add ? to[3 * channels] : 0f);
        to[4 * channels] = sum.E + (add ? to[4 * channels] : 0f);
    }
}

/// <summary>Poolings whose windows cover their input without rest or overlap.</summary>
internal static class Tiling
{
    public static bool Of(Pool2dGeometry pool) => Of(pool.Rows) && Of(pool.Columns);

    private static bool Of(WindowAxis axis) =>
        axis.Window == axis.Stride && axis.Before == 0 && axis.After == 0 && axis.Output * axis.Window == axis.Input;
}
