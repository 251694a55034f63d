using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Elementwise;
using FcnEngine.Kernels.Cpu.Losses;
using FcnEngine.Kernels.Cpu.Matrices;
using FcnEngine.Kernels.Cpu.Memory;

namespace FcnEngine.Kernels.Cpu;

/// <summary>Matrices, element by element, losses.</summary>
internal sealed unsafe partial class CpuKernels<V, L>
{
    public Launch MatMul(DeviceTensor left, DeviceTensor right, DeviceTensor output)
    {
        var (rows, depth, columns) = (Extent(left, 0), Extent(left, 1), Extent(right, 1));
        if (rows == 1)
        {
            return workspace.Launch("MatMul", new VectorProduct<V, L>(
                workspace, depth, columns, left.Floats([1, depth]), right.Floats([depth, columns]), output.Floats([1, columns])).Run);
        }

        return workspace.Launch("MatMul", new MatrixProduct<V, L>(
            workspace, rows, depth, columns,
            new MatrixView(left.Floats([rows, depth]), depth, 1),
            new MatrixView(right.Floats([depth, columns]), columns, 1),
            output.Floats([rows, columns])).Run);
    }

    public Launch MatMulLeftGradient(DeviceTensor outputGradient, DeviceTensor right, DeviceTensor leftGradient)
    {
        var (rows, depth, columns) = (Extent(outputGradient, 0), Extent(outputGradient, 1), Extent(right, 0));
        return workspace.Launch("MatMulLeftGradient", new MatrixProduct<V, L>(
            workspace, rows, depth, columns,
            new MatrixView(outputGradient.Floats([rows, depth]), depth, 1),
            new MatrixView(right.Floats([columns, depth]), 1, depth),
            leftGradient.Floats([rows, columns])).Run);
    }

    public Launch MatMulRightGradient(DeviceTensor left, DeviceTensor outputGradient, GradientTarget rightGradient)
    {
        var (terms, rows, columns) = (Extent(left, 0), Extent(left, 1), Extent(outputGradient, 1));
        return workspace.Launch("MatMulRightGradient", new OuterProductSum<V, L>(
            workspace, terms, rows, columns, left.Floats([terms, rows]), outputGradient.Floats([terms, columns]), rightGradient).Run);
    }

    public Launch BiasAdd(DeviceTensor input, DeviceTensor bias, DeviceTensor output) =>
        workspace.Launch("BiasAdd", new BiasAddKernel<V, L>(
            workspace, input.Floats(), bias.Floats([LastExtent(input)]), output.Floats(input.Shape), Rows(input)).Run);

    public Launch BiasGradient(DeviceTensor outputGradient, GradientTarget biasGradient) =>
        workspace.Launch("BiasGradient", new BiasGradientKernel<V, L>(
            workspace, outputGradient.Floats(), Rows(outputGradient), biasGradient).Run);

    public Launch Relu(DeviceTensor input, DeviceTensor output) => Elementwise<ReluRule>("Relu", input, input, output);

    public Launch ReluGradient(DeviceTensor output, DeviceTensor outputGradient, DeviceTensor inputGradient) =>
        Elementwise<GateRule>("ReluGradient", output, outputGradient, inputGradient);

    public Launch Add(DeviceTensor left, DeviceTensor right, DeviceTensor output) => Elementwise<SumRule>("Add", left, right, output);

    public Launch CopyBlocks(BlockCopy copy, DeviceTensor input, DeviceTensor output) =>
        workspace.Launch("CopyBlocks", new BlockCopyKernel(workspace, copy, input, output).Run);

    public Launch Dropout(DeviceTensor input, float keepProbability, ulong key, DeviceTensor step, DeviceTensor output) =>
        workspace.Launch("Dropout", new DropoutKernel(
            workspace, input.Floats(), keepProbability, key, step.Ints(), output.Floats(input.Shape), input.ElementCount).Run);

    public Launch SoftmaxCrossEntropy(DeviceTensor logits, DeviceTensor labels, DeviceTensor loss)
    {
        var labelled = new LabelledLogits(logits, labels);
        RequireCount(loss, labelled.Pixels);
        return workspace.Launch("SoftmaxCrossEntropy", new CrossEntropyKernel<V, L>(workspace, labelled, loss.Floats(), null, null).Run);
    }

    public Launch SoftmaxCrossEntropyGradient(DeviceTensor logits, DeviceTensor labels, DeviceTensor lossGradient, DeviceTensor logitsGradient)
    {
        var labelled = new LabelledLogits(logits, labels);
        RequireCount(lossGradient, labelled.Pixels);
        return workspace.Launch("SoftmaxCrossEntropyGradient", new CrossEntropyKernel<V, L>(
            workspace, labelled, null, lossGradient.Floats(), logitsGradient.Floats(logits.Shape)).Run);
    }

    public Launch MeanSoftmaxCrossEntropy(DeviceTensor logits, DeviceTensor labels, DeviceTensor meanLoss, DeviceTensor? logitsGradient)
    {
        RequireCount(meanLoss, 1);
        return workspace.Launch("MeanSoftmaxCrossEntropy", new MeanCrossEntropyKernel<V, L>(
            workspace, new LabelledLogits(logits, labels), meanLoss.Floats(), logitsGradient is null ? null : logitsGradient.Floats(logits.Shape)).Run);
    }

    public Launch Mean(DeviceTensor input, DeviceTensor output)
    {
        RequireCount(output, 1);
        return workspace.Launch("Mean", new MeanKernel(workspace, input.Floats(), input.ElementCount, output.Floats()).Run);
    }

    public Launch MeanGradient(DeviceTensor outputGradient, DeviceTensor inputGradient)
    {
        RequireCount(outputGradient, 1);
        return workspace.Launch("MeanGradient", new FillKernel(
            workspace, 0, outputGradient.Floats(), inputGradient.ElementCount, inputGradient.Floats(), inputGradient.ElementCount).Run);
    }

    public Launch ArgMax(DeviceTensor logits, DeviceTensor classes) =>
        workspace.Launch("ArgMax", new ArgMaxKernel<V, L>(workspace, logits, classes).Run);

    public Launch Fill(float value, DeviceTensor output) =>
        workspace.Launch("Fill", new FillKernel(workspace, value, null, 1, output.Floats(), output.ElementCount).Run);

    public Launch Sgd(DeviceTensor gradient, GradientTarget.Descend target) =>
        workspace.Launch("Sgd", new SgdKernel<V, L>(workspace, gradient, target).Run);

    private Launch Elementwise<TRule>(string name, DeviceTensor left, DeviceTensor right, DeviceTensor output)
        where TRule : struct, IBinaryRule =>
        workspace.Launch(name, new ElementwiseKernel<V, L, TRule>(
            workspace, left.Floats(), right.Floats(left.Shape), output.Floats(left.Shape), left.ElementCount).Run);

    private static RowSplit Rows(DeviceTensor tensor)
    {
        var columns = LastExtent(tensor);
        return new RowSplit(columns == 0 ? 0 : tensor.ElementCount / columns, columns);
    }

    private static int LastExtent(DeviceTensor tensor) =>
        tensor.Shape.Rank >= 1 ? tensor.Shape[^1] : throw new ArgumentException("a tensor with channels is wanted, got a scalar");

    private static int Extent(DeviceTensor matrix, int axis) =>
        matrix.Shape.Rank == 2 ? matrix.Shape[axis] : throw new ArgumentException($"a matrix is wanted, got shape {matrix.Shape}");

    private static void RequireCount(DeviceTensor tensor, long count)
    {
        if (tensor.ElementCount != count) throw new ArgumentException($"{count} elements are wanted, got shape {tensor.Shape}");
    }
}
