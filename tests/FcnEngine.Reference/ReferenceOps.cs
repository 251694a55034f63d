using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Tensors;

namespace FcnEngine.Reference;

/// <summary>Computes any op in float64. Bytes and ints are held as doubles too, which represent them exactly.</summary>
public static class ReferenceOps
{
    /// <summary>The outputs of an op. An update changes its overwritten input in place and returns nothing.</summary>
    /// <exception cref="NotSupportedException">The op has no reference.</exception>
    public static double[][] Compute(Op op, IReadOnlyList<Shape> shapes, IReadOnlyList<double[]> inputs)
    {
        switch (op)
        {
            case Constant constant:
                return [[.. Enumerable.Repeat((double)constant.Value, checked((int)constant.Shape.ElementCount))]];
            case Reshape:
                return [inputs[0]];
            case Add:
                return [Elementwise.Add(inputs[0], inputs[1])];
            case BiasAdd:
                return [Elementwise.BiasAdd(inputs[0], inputs[1])];
            case BiasGradient:
                return [Elementwise.BiasGradient(inputs[0], shapes[0][^1])];
            case Relu:
                return [Elementwise.Relu(inputs[0])];
            case ReluGradient:
                return [Elementwise.ReluGradient(inputs[0], inputs[1])];
            case Concat concat:
                return [Elementwise.Concat(concat.Axis, shapes, inputs)];
            case Slice slice:
                return [Elementwise.Slice(slice.Axis, slice.Start, slice.Extent, shapes[0], inputs[0])];
            case Dropout dropout:
                return [Elementwise.Dropout(inputs[0], dropout.KeepProbability, dropout.Key, (int)inputs[1][0])];
            case MatMul:
                return [MatrixProducts.Forward(shapes[0][0], shapes[0][1], shapes[1][1], inputs[0], inputs[1])];
            case MatMulLeftGradient:
                return [MatrixProducts.LeftGradient(shapes[0][0], shapes[1][0], shapes[0][1], inputs[0], inputs[1])];
            case MatMulRightGradient:
                return [MatrixProducts.RightGradient(shapes[0][0], shapes[0][1], shapes[1][1], inputs[0], inputs[1])];
            case SoftmaxCrossEntropy:
                return [Losses.SoftmaxCrossEntropy(shapes[0][^1], inputs[0], inputs[1])];
            case SoftmaxCrossEntropyGradient:
                return [Losses.SoftmaxCrossEntropyGradient(shapes[0][^1], inputs[0], inputs[1], inputs[2])];
            case MeanSoftmaxCrossEntropy:
                return MeanLoss(shapes[0][^1], inputs[0], inputs[1]);
            case Mean:
                return [[Losses.Mean(inputs[0])]];
            case MeanGradient gradient:
                return [Losses.MeanGradient(inputs[0][0], gradient.Shape.ElementCount)];
            case ArgMax:
                return [Losses.ArgMax(shapes[0][^1], inputs[0])];
            case Sgd sgd:
                Updates.Descend(inputs[0], inputs[1], inputs[2][0], inputs[3], sgd.FaultCode);
                return [];
            case DescendGradient fused:
                var descent = Compute(fused.GradientOp, [.. shapes.Skip(3)], [.. inputs.Skip(3)])[0];
                Updates.Descend(inputs[0], descent, inputs[1][0], inputs[2], fused.FaultCode);
                return [];
            case MatMulMeanSoftmaxCrossEntropyDescent fused:
                return MatMulLossDescent(fused, shapes, inputs);
            default:
                return ReferenceWindowOps.Compute(op, shapes, inputs);
        }
    }

    /// <summary>The gradient for the left factor is by the weight as it was before the update.</summary>
    private static double[][] MatMulLossDescent(MatMulMeanSoftmaxCrossEntropyDescent op, IReadOnlyList<Shape> shapes, IReadOnlyList<double[]> inputs)
    {
        var (m, k, n) = (shapes[3][0], shapes[0][0], shapes[0][1]);
        var loss = MeanLoss(op.Classes, MatrixProducts.Forward(m, k, n, inputs[3], inputs[0]), inputs[4]);
        var left = MatrixProducts.LeftGradient(m, k, n, loss[1], inputs[0]);
        Updates.Descend(inputs[0], MatrixProducts.RightGradient(m, k, n, inputs[3], loss[1]), inputs[1][0], inputs[2], op.FaultCode);
        return [loss[0], left];
    }

    internal static double[][] MeanLoss(int classes, double[] logits, double[] labels)
    {
        var share = Losses.MeanGradient(1, labels.Length);
        return [[Losses.Mean(Losses.SoftmaxCrossEntropy(classes, logits, labels))], Losses.SoftmaxCrossEntropyGradient(classes, logits, labels, share)];
    }
}
