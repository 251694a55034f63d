using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// Means over whole tensors, also of a loss that is computed on the way: a block sums its share of the terms (each thread
// every 128th, then a tree in shared memory), the last block to arrive adds the blocks' sums in their order. The same bits
// on every run. The mean is overwritten; what a term stores beside its value (the loss's gradient) too.

/// <summary>The terms of a sum.</summary>
public interface ITerms
{
    float Term(int i);
}

public readonly struct Elements(ArrayView<float> values) : ITerms
{
    private readonly ArrayView<float> _values = values;

    public float Term(int i) => _values[i];
}

/// <summary>The cross-entropy of each pixel; see SoftmaxCrossEntropy.cs.</summary>
public readonly struct PixelLosses(ArrayView<float> logits, ArrayView<byte> labels, int classes) : ITerms
{
    private readonly ArrayView<float> _logits = logits;
    private readonly ArrayView<byte> _labels = labels;
    private readonly int _classes = classes;

    public float Term(int i) => new PixelLogits(_logits, i * _classes, _classes).Loss(_logits, i * _classes, _classes, _labels[i]);
}

/// <summary>The same, and each pixel's gradient of the mean stored.</summary>
public readonly struct PixelLossesAndGradients(ArrayView<float> logits, ArrayView<byte> labels, ArrayView<float> gradient, int classes, float scale) : ITerms
{
    private readonly ArrayView<float> _logits = logits, _gradient = gradient;
    private readonly ArrayView<byte> _labels = labels;
    private readonly int _classes = classes;
    private readonly float _scale = scale;

    public float Term(int i)
    {
        int first = i * _classes, label = _labels[i];
        var pixel = new PixelLogits(_logits, first, _classes);
        pixel.Gradient(_logits, _gradient, first, _classes, label, _scale);
        return pixel.Loss(_logits, first, _classes, label);
    }
}

/// <summary>How many terms there are, and what their sum is divided by: 1 where the terms are shares of the mean already.</summary>
public readonly record struct MeanExtent(int Count, int DivideBy);

public static class MeanKernel
{
    public const int Threads = 128;

    /// <summary>Blocks: (1, 1, parts); a stage is <see cref="Threads"/> terms.</summary>
    public static void Run<TTerms, TSplit>(TTerms terms, ArrayView<float> mean, MeanExtent extent, TSplit split)
        where TTerms : struct, ITerms
        where TSplit : struct, ISplit
    {
        var buffer = SharedMemory.Allocate<Float4>(Threads);
        var sums = buffer.Cast<float>();
        int thread = Group.IdxX, part = Grid.IdxZ;
        int first = part * split.StagesPerPart * Threads, end = IntrinsicMath.Min(first + split.StagesPerPart * Threads, extent.Count);
        // What each addition loses is made good in the next (Kahan): without arrivals to count, one block adds all terms.
        float sum = 0f, lost = 0f;
        for (var i = first + thread; i < end; i += Threads)
        {
            var term = terms.Term(i) - lost;
            var next = sum + term;
            lost = next - sum - term;
            sum = next;
        }

        sums[thread] = sum;
        Group.Barrier();
        for (var half = Threads / 2; half > 0; half >>= 1)
        {
            if (thread < half) sums[thread] += sums[thread + half];
            Group.Barrier();
        }

        if (split.GatherNarrow(buffer, 1, part) && thread == 0) mean[0] = sums[0] / extent.DivideBy;
    }
}

internal sealed partial class GpuKernels
{
    public Launch Mean(DeviceTensor input, DeviceTensor output) =>
        Mean("mean forward", new Elements(Floats(input)), output, (int)input.ElementCount);

    public Launch MeanSoftmaxCrossEntropy(DeviceTensor logits, DeviceTensor labels, DeviceTensor meanLoss, DeviceTensor? logitsGradient)
    {
        int classes = logits.Shape[^1], pixels = (int)labels.ElementCount;
        return logitsGradient is null
            ? Mean("meansoftmaxcrossentropy forward", new PixelLosses(Floats(logits), Bytes(labels), classes), meanLoss, pixels)
            : Mean(
                "meansoftmaxcrossentropy forward gradient",
                new PixelLossesAndGradients(Floats(logits), Bytes(labels), Floats(logitsGradient), classes, 1f / pixels), meanLoss, pixels);
    }

    private Launch Mean<TTerms>(string name, TTerms terms, DeviceTensor mean, int count, int? divideBy = null)
        where TTerms : struct, ITerms
    {
        var plan = SplitPlan.For(device.Traits, 1, Tiles(count, MeanKernel.Threads), minimumStages: 1, blocksPerMultiprocessor: 4);
        var shape = new LaunchShape(1, 1, plan.Parts, MeanKernel.Threads);
        var extent = new MeanExtent(count, divideBy ?? count);
        if (plan.Parts == 1) return device.Cache.Bind(name, MeanKernel.Run, shape, terms, Floats(mean), extent, new WholeDepth(plan.StagesPerPart));
        var scratch = device.Scratch.Next();
        return device.Cache.Bind(name, MeanKernel.Run, shape, terms, Floats(mean), extent, plan.In(scratch, 1, 4)).Using(scratch);
    }
}
