using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// Bias along the last axis: output[r, c] = input[r, c] + bias[c] (output may be input), and its gradient
// dbias[c] = sum over r of dy[r, c]. For the gradient a block of 128 threads owns 32 columns and a part of the rows,
// four rows at a time; parts are reduced in a fixed order. Each element reaches its target once.

public readonly struct BiasMap(ArrayView<float> input, ArrayView<float> bias, ArrayView<float> output, Divisor byChannels) : IMap
{
    private readonly ArrayView<float> _input = input, _bias = bias, _output = output;
    private readonly Divisor _byChannels = byChannels;

    public void Four(int i)
    {
        var v = _input.Cast<Float4>()[i];
        _output.Cast<Float4>()[i] = new Float4(v.X + Of(4 * i), v.Y + Of(4 * i + 1), v.Z + Of(4 * i + 2), v.W + Of(4 * i + 3));
    }

    public void One(int i) => _output[i] = _input[i] + Of(i);

    private float Of(int i)
    {
        _byChannels.Divide(i, out var channel);
        return _bias[channel];
    }
}

public static class ColumnSums
{
    public const int Threads = 128, Columns = 32, RowsAtATime = Threads / Columns;

    /// <summary>Blocks: (columns / 32, 1, parts); a stage is <see cref="RowsAtATime"/> rows.</summary>
    public static void Run<TTarget, TSplit>(ArrayView<float> values, TTarget target, SumExtent extent, TSplit split)
        where TTarget : struct, IGradientTarget
        where TSplit : struct, ISplit
    {
        var tile = SharedMemory.Allocate<Float4>(Threads / 4);
        var sums = tile.Cast<float>();
        int thread = Group.IdxX, lane = thread & Columns - 1, column = Grid.IdxX * Columns + lane, part = Grid.IdxZ;
        int first = part * split.StagesPerPart * RowsAtATime, end = IntrinsicMath.Min(first + split.StagesPerPart * RowsAtATime, extent.Rows);
        var sum = 0f;
        if (column < extent.Columns)
            for (var row = first + (thread >> 5); row < end; row += RowsAtATime) sum += values[row * extent.Columns + column];
        sums[thread] = sum;
        Group.Barrier();
        if (thread < Columns) sums[thread] = sums[thread] + sums[thread + 32] + sums[thread + 64] + sums[thread + 96];
        Group.Barrier();
        if (split.Gather(tile, Columns / 4, part, split.Parts) && thread < Columns & column < extent.Columns) target.Take(column, sums[thread]);
    }
}

/// <summary>A matrix to be summed by columns.</summary>
public readonly record struct SumExtent(int Rows, int Columns);

internal sealed partial class GpuKernels
{
    public Launch BiasAdd(DeviceTensor input, DeviceTensor bias, DeviceTensor output) =>
        Map("biasadd forward", new BiasMap(Floats(input), Floats(bias), Floats(output), new Divisor((int)bias.ElementCount)), output);

    public Launch BiasGradient(DeviceTensor outputGradient, GradientTarget biasGradient) => biasGradient switch
    {
        GradientTarget.Store store => BiasGradient("biasadd weight_gradient", outputGradient, new StoreGradient(Floats(store.Gradient))),
        GradientTarget.Descend descend => BiasGradient("biasadd weight_gradient descend", outputGradient, Descend(descend)),
        _ => throw new ArgumentException($"no kernel for {biasGradient}"),
    };

    private Launch BiasGradient<TTarget>(string name, DeviceTensor dy, TTarget target)
        where TTarget : struct, IGradientTarget
    {
        var extent = new SumExtent((int)(dy.ElementCount / dy.Shape[^1]), dy.Shape[^1]);
        int across = Tiles(extent.Columns, ColumnSums.Columns), stages = Tiles(extent.Rows, ColumnSums.RowsAtATime);
        var plan = SplitPlan.For(device.Traits, across, stages, minimumStages: 16);
        var shape = new LaunchShape(across, 1, plan.Parts, ColumnSums.Threads);
        if (plan.Parts == 1)
            return device.Cache.Bind(name, ColumnSums.Run, shape, Floats(dy), target, extent, new WholeDepth(plan.StagesPerPart));
        var partial = device.Scratch.Partials((long)across * plan.Parts * ColumnSums.Columns);
        var split = new SharedDepth(partial, device.Scratch.Counters(across), plan.Parts, plan.StagesPerPart);
        return device.Cache.Bind(name, ColumnSums.Run, shape, Floats(dy), target, extent, split);
    }
}
