using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>2-d convolution (cross-correlation) of an NHWC input with an HWIO weight.</summary>
public sealed record Conv2d(int Stride, Padding Padding) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 2);
        Expect(inputs[0], ElementType.Float32, "input");
        return [TensorType.Float32(Geometry(inputs[0].Shape, inputs[1].Shape).OutputShape)];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.Conv2d(Geometry(inputs[0].Shape, inputs[1].Shape), inputs[0], inputs[1], bias: null, relu: false, outputs[0])];

    public override IReadOnlyList<Tensor?> Gradient(Node node, IReadOnlyList<Tensor?> outputGradients, IReadOnlyList<bool> wanted)
    {
        var (input, weight, gradient) = (node.Inputs[0], node.Inputs[1], outputGradients[0]!);
        var geometry = Geometry(input.Shape, weight.Shape);
        return
        [
            wanted[0] ? node.Graph.Add("input_gradient", new Conv2dInputGradient(geometry), gradient, weight)[0] : null,
            wanted[1] ? node.Graph.Add("weight_gradient", new Conv2dWeightGradient(geometry), input, gradient)[0] : null,
        ];
    }

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        Geometry(inputs[0].Shape, inputs[1].Shape).Flops;

    private Conv2dGeometry Geometry(Shape input, Shape weight) => Conv2dGeometry.Create(input, weight, Stride, Padding);
}

/// <summary>What a change of the convolution's input does to the loss: (output gradient, weight) to input gradient.</summary>
public sealed record Conv2dInputGradient(Conv2dGeometry Geometry) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 2);
        ExpectSame(inputs[0].Shape, Geometry.OutputShape, "output gradient and output");
        ExpectSame(inputs[1].Shape, Geometry.WeightShape, "weight and geometry");
        return [TensorType.Float32(Geometry.InputShape)];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.Conv2dInputGradient(Geometry, inputs[0], inputs[1], outputs[0])];

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => Geometry.Flops;
}

/// <summary>What a change of the convolution's weight does to the loss: (input, output gradient) to weight gradient.</summary>
public sealed record Conv2dWeightGradient(Conv2dGeometry Geometry) : Op, IParameterGradient
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 2);
        ExpectSame(inputs[0].Shape, Geometry.InputShape, "input and geometry");
        ExpectSame(inputs[1].Shape, Geometry.OutputShape, "output gradient and output");
        return [TensorType.Float32(Geometry.WeightShape)];
    }

    public Launch BindGradient(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, GradientTarget target) =>
        kernels.Conv2dWeightGradient(Geometry, inputs[0], inputs[1], target);

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [BindGradient(kernels, inputs, new GradientTarget.Store(outputs[0]))];

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => Geometry.Flops;
}
