using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>
/// Transposed convolution: the input gradient of a convolution with the same weight, used forward to enlarge a map.
/// Input [N, h, w, in], weight [kh, kw, out, in], output [N, OutputRows, OutputColumns, out].
/// </summary>
/// <remarks>Several output extents fit one input extent, so the wanted one is given; SAME usually means extent * stride.</remarks>
public sealed record ConvTranspose2d(int Stride, Padding Padding, int OutputRows, int OutputColumns) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 2);
        Expect(inputs[0], ElementType.Float32, "input");
        return [TensorType.Float32(Geometry(inputs[0].Shape, inputs[1].Shape).InputShape)];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.ConvTranspose2d(Geometry(inputs[0].Shape, inputs[1].Shape), inputs[0], inputs[1], outputs[0])];

    public override IReadOnlyList<Tensor?> Gradient(Node node, IReadOnlyList<Tensor?> outputGradients, IReadOnlyList<bool> wanted)
    {
        var (input, weight, gradient) = (node.Inputs[0], node.Inputs[1], outputGradients[0]!);
        var geometry = Geometry(input.Shape, weight.Shape);
        return
        [
            wanted[0] ? node.Graph.Add("input_gradient", new ConvTranspose2dInputGradient(geometry), gradient, weight)[0] : null,
            wanted[1] ? node.Graph.Add("weight_gradient", new ConvTranspose2dWeightGradient(geometry), input, gradient)[0] : null,
        ];
    }

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        Geometry(inputs[0].Shape, inputs[1].Shape).Flops;

    /// <summary>Of the convolution that is transposed.</summary>
    /// <exception cref="ArgumentException">The input does not come from the output's extents.</exception>
    internal Conv2dGeometry Geometry(Shape input, Shape weight)
    {
        if (input.Rank != 4) throw new ArgumentException($"a transposed convolution takes an NHWC input of rank 4, got {input}");
        if (weight.Rank != 4) throw new ArgumentException($"a transposed convolution takes a [kh, kw, out, in] weight of rank 4, got {weight}");
        var geometry = Conv2dGeometry.Create([input[0], OutputRows, OutputColumns, weight[2]], weight, Stride, Padding);
        if (!geometry.OutputShape.Equals(input))
        {
            throw new ArgumentException(
                $"an output of {OutputRows}x{OutputColumns} at stride {Stride} comes from {geometry.OutputShape} with weight {weight}, not from {input}");
        }

        return geometry;
    }
}

/// <summary>(output gradient, weight) to input gradient of a transposed convolution.</summary>
public sealed record ConvTranspose2dInputGradient(Conv2dGeometry Geometry) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 2);
        ExpectSame(inputs[0].Shape, Geometry.InputShape, "output gradient and output");
        ExpectSame(inputs[1].Shape, Geometry.WeightShape, "weight and geometry");
        return [TensorType.Float32(Geometry.OutputShape)];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.ConvTranspose2dInputGradient(Geometry, inputs[0], inputs[1], outputs[0])];

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => Geometry.Flops;
}

/// <summary>(input, output gradient) to weight gradient of a transposed convolution.</summary>
public sealed record ConvTranspose2dWeightGradient(Conv2dGeometry Geometry) : Op, IParameterGradient
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 2);
        ExpectSame(inputs[0].Shape, Geometry.OutputShape, "input and geometry");
        ExpectSame(inputs[1].Shape, Geometry.InputShape, "output gradient and output");
        return [TensorType.Float32(Geometry.WeightShape)];
    }

    public Launch BindGradient(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, GradientTarget target) =>
        kernels.ConvTranspose2dWeightGradient(Geometry, inputs[0], inputs[1], target);

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [BindGradient(kernels, inputs, new GradientTarget.Store(outputs[0]))];

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => Geometry.Flops;
}
