using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>Tensors side by side along one axis; the other extents agree.</summary>
public sealed record Concat(int Axis) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        if (inputs.Count == 0) throw new ArgumentException("a concatenation takes at least one input");
        var first = inputs[0].Shape;
        if (Axis < 0 || Axis >= first.Rank) throw new ArgumentException($"{first} has no axis {Axis}");
        foreach (var input in inputs)
        {
            Expect(input, ElementType.Float32, "input");
            if (input.Shape.Rank != first.Rank || !input.Shape.With(Axis, first[Axis]).Equals(first))
                throw new ArgumentException($"{first} and {input.Shape} differ in more than axis {Axis}");
        }

        return [TensorType.Float32(first.With(Axis, inputs.Sum(input => input.Shape[Axis])))];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs)
    {
        var start = 0;
        foreach (var input in inputs)
        {
            var (block, whole, count) = Slice.Blocks(outputs[0].Shape, Axis, input.Shape[Axis]);
            var offset = whole / outputs[0].Shape[Axis] * start;
            yield return kernels.CopyBlocks(new BlockCopy(count, (int)block, 0, block, offset, whole), input, outputs[0]);
            start += input.Shape[Axis];
        }
    }

    public override IReadOnlyList<Tensor?> Gradient(Node node, IReadOnlyList<Tensor?> outputGradients, IReadOnlyList<bool> wanted)
    {
        var gradients = new Tensor?[node.Inputs.Count];
        var start = 0;
        for (var i = 0; i < gradients.Length; i++)
        {
            var extent = node.Inputs[i].Shape[Axis];
            if (wanted[i]) gradients[i] = node.Graph.Add("input_gradient", new Slice(Axis, start, extent), outputGradients[0]!)[0];
            start += extent;
        }

        return gradients;
    }
}

/// <summary>The part of a tensor that begins at Start along an axis and is Extent long.</summary>
public sealed record Slice(int Axis, int Start, int Extent) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 1);
        var shape = inputs[0].Shape;
        if (Axis < 0 || Axis >= shape.Rank || Start < 0 || Extent < 1 || Start + (long)Extent > shape[Axis])
            throw new ArgumentException($"{shape} has no part [{Start}, {Start + (long)Extent}) along axis {Axis}");
        return [TensorType.Float32(shape.With(Axis, Extent))];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs)
    {
        var (block, whole, count) = Blocks(inputs[0].Shape, Axis, Extent);
        var offset = whole / inputs[0].Shape[Axis] * Start;
        yield return kernels.CopyBlocks(new BlockCopy(count, (int)block, offset, whole, 0, block), inputs[0], outputs[0]);
    }

    /// <summary>Elements of a part that lie together, elements of the whole from one such block to the next, and how many blocks there are.</summary>
    internal static (long Block, long Whole, int Count) Blocks(Shape whole, int axis, int extent)
    {
        long inner = 1;
        for (var i = axis + 1; i < whole.Rank; i++) inner *= whole[i];
        var outer = 1;
        for (var i = 0; i < axis; i++) outer *= whole[i];
        return (inner * extent, inner * whole[axis], outer);
    }
}
