using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Tensors;

namespace FcnEngine.Reference;

/// <summary>The ops that slide a window, alone and fused, in float64.</summary>
internal static class ReferenceWindowOps
{
    public static double[][] Compute(Op op, IReadOnlyList<Shape> shapes, IReadOnlyList<double[]> inputs)
    {
        switch (op)
        {
            case Conv2d conv:
                return [Convolutions.Forward(Conv2dGeometry.Create(shapes[0], shapes[1], conv.Stride, conv.Padding), inputs[0], inputs[1])];
            case Conv2dInputGradient gradient:
                return [Convolutions.InputGradient(gradient.Geometry, inputs[0], inputs[1])];
            case Conv2dWeightGradient gradient:
                return [Convolutions.WeightGradient(gradient.Geometry, inputs[0], inputs[1])];
            case ConvTranspose2d transposed:
                return [TransposedConvolutions.Forward(GeometryOf(transposed, shapes[0], shapes[1]), inputs[0], inputs[1])];
            case ConvTranspose2dInputGradient gradient:
                return [TransposedConvolutions.InputGradient(gradient.Geometry, inputs[0], inputs[1])];
            case ConvTranspose2dWeightGradient gradient:
                return [TransposedConvolutions.WeightGradient(gradient.Geometry, inputs[0], inputs[1])];
            case MaxPool2d pool:
                return Both(MaxPooling.Forward(pool.Geometry(shapes[0]), inputs[0]));
            case MaxPool2dGradient gradient:
                return [MaxPooling.Gradient(gradient.Geometry, inputs[0], inputs[1], inputs.Count == 3 ? inputs[2] : null)];
            case Conv2dBiasRelu fused:
                return [ConvolveBiasRelu(fused.Geometry, inputs, fused.HasBias, fused.HasRelu)];
            case Conv2dReluMaxPool2d fused:
                return Both(MaxPooling.Forward(fused.Pool, ConvolveBiasRelu(fused.Geometry, inputs, fused.HasBias, relu: true)));
            case ReluConv2dInputGradient fused:
                return [Elementwise.ReluGradient(inputs[2], Convolutions.InputGradient(fused.Geometry, inputs[0], inputs[1]))];
            case ReluMaxPool2dConv2dInputGradient fused:
                return [MaxPooling.Gradient(fused.Pool, Convolutions.InputGradient(fused.Geometry, inputs[0], inputs[1]), inputs[2], inputs[3])];
            case ConvTranspose2dMeanSoftmaxCrossEntropy fused:
                return ReferenceOps.MeanLoss(
                    fused.Geometry.InputChannels, TransposedConvolutions.Forward(fused.Geometry, inputs[0], inputs[1]), inputs[2]);
            case ConvTranspose2dArgMax fused:
                var logits = TransposedConvolutions.Forward(fused.Geometry, inputs[0], inputs[1]);
                return [Losses.ArgMax(fused.Geometry.InputChannels, logits), logits];
            case ReluConv2dConvTranspose2dInputGradient fused:
                var scores = TransposedConvolutions.InputGradient(fused.Transposed, inputs[0], inputs[1]);
                return [Elementwise.ReluGradient(inputs[3], Convolutions.InputGradient(fused.Geometry, scores, inputs[2])), scores];
            case Conv2dReluMaxPool2dWeightGradient fused:
                var gradientBeforePool = MaxPooling.Gradient(fused.Pool, inputs[3], inputs[2], inputs[1]);
                return [Convolutions.WeightGradient(fused.Geometry, inputs[0], gradientBeforePool)];
            default:
                throw new NotSupportedException($"{op.Name} has no float64 reference");
        }
    }

    private static double[] ConvolveBiasRelu(Conv2dGeometry geometry, IReadOnlyList<double[]> inputs, bool bias, bool relu)
    {
        var output = Convolutions.Forward(geometry, inputs[0], inputs[1]);
        if (bias) output = Elementwise.BiasAdd(output, inputs[2]);
        return relu ? Elementwise.Relu(output) : output;
    }

    private static Conv2dGeometry GeometryOf(ConvTranspose2d op, Shape input, Shape weight) =>
        Conv2dGeometry.Create([input[0], op.OutputRows, op.OutputColumns, weight[2]], weight, op.Stride, op.Padding);

    private static double[][] Both((double[] Output, double[] ArgMax) pooled) => [pooled.Output, pooled.ArgMax];
}
