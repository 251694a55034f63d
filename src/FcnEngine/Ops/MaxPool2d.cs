using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>The largest element of each window, and (second output, bytes) where in its window it stood; inference binds the first alone. Padding is minus infinity.</summary>
public sealed record MaxPool2d(int Window, int Stride, Padding Padding) : Op
{
    public override int RequiredOutputs => 1;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 1);
        Expect(inputs[0], ElementType.Float32, "input");
        var output = Geometry(inputs[0].Shape).OutputShape;
        return [TensorType.Float32(output), TensorType.UInt8(output)];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.MaxPool2d(Geometry(inputs[0].Shape), inputs[0], outputs[0], outputs.Count == 2 ? outputs[1] : null)];

    public override IReadOnlyList<Tensor?> Gradient(Node node, IReadOnlyList<Tensor?> outputGradients, IReadOnlyList<bool> wanted) =>
        [node.Graph.Add("input_gradient", new MaxPool2dGradient(Geometry(node.Inputs[0].Shape)), outputGradients[0]!, node.Outputs[1])[0]];

    public Pool2dGeometry Geometry(Shape input) => Pool2dGeometry.Create(input, Window, Stride, Padding);
}

/// <summary>(output gradient, window positions, and for a pooled ReLU its pooled output) to input gradient: each gradient goes to the first maximum.</summary>
public sealed record MaxPool2dGradient(Pool2dGeometry Geometry) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        if (inputs.Count is not (2 or 3)) throw new ArgumentException($"{Name} takes 2 or 3 inputs, got {inputs.Count}");
        ExpectSame(inputs[0].Shape, Geometry.OutputShape, "output gradient and output");
        ExpectSame(inputs[1].Shape, Geometry.OutputShape, "window positions and output");
        Expect(inputs[1], ElementType.UInt8, "window positions");
        return [TensorType.Float32(Geometry.InputShape)];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.MaxPool2dGradient(Geometry, inputs[0], inputs[1], inputs.Count == 3 ? inputs[2] : null, outputs[0])];
}
