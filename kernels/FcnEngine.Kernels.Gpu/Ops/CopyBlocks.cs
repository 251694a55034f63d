using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// Copies equal blocks from one stride to another (concatenation and slicing); a thread owns one element. What lies between
// the blocks of the output is left as it is.

/// <summary>Offsets and strides of a block copy, in elements.</summary>
public readonly record struct BlockStrides(long InputOffset, long InputStride, long OutputOffset, long OutputStride, Divisor ByBlockLength);

public static class CopyBlocksKernel
{
    public static void Run(ArrayView<float> input, ArrayView<float> output, BlockStrides strides, int count)
    {
        int i = Grid.GlobalIndex.X;
        if (i >= count) return;
        var block = strides.ByBlockLength.Divide(i, out var inBlock);
        output[strides.OutputOffset + block * strides.OutputStride + inBlock] = input[strides.InputOffset + block * strides.InputStride + inBlock];
    }
}

internal sealed partial class GpuKernels
{
    public Launch CopyBlocks(BlockCopy copy, DeviceTensor input, DeviceTensor output)
    {
        var count = checked(copy.Count * copy.BlockLength);
        var strides = new BlockStrides(copy.InputOffset, copy.InputStride, copy.OutputOffset, copy.OutputStride, new Divisor(Math.Max(copy.BlockLength, 1)));
        return device.Cache.Bind("copyblocks forward", CopyBlocksKernel.Run, LaunchShape.Over(count), Floats(input), Floats(output), strides, count);
    }
}
