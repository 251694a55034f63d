using FcnEngine.Ops;
using FcnEngine.Reference;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>One op on given inputs: what a device is asked to compute and is held against the float64 reference.</summary>
/// <param name="Operation">The op in lower case without its direction: <c>conv2d</c>.</param>
/// <param name="Direction"><c>forward</c>, <c>input_gradient</c>, <c>weight_gradient</c> or <c>update</c>.</param>
/// <param name="Variant">What is special, and the shapes.</param>
/// <param name="OutputCount">How many of the op's outputs are bound; some ops take fewer than they have.</param>
/// <param name="Inputs">The input values, computed anew at each call (they may be large).</param>
public sealed record KernelCase(
    string Operation, string Direction, string Variant, Op Op, IReadOnlyList<TensorType> InputTypes, int OutputCount, bool Large,
    Func<IReadOnlyList<double[]>> Inputs)
{
    public string Name => $"{Operation} {Direction} {Variant}";

    public IReadOnlyList<TensorType> OutputTypes => [.. Op.Infer(InputTypes).Take(OutputCount)];

    public long Flops => Op.Flops(InputTypes, OutputTypes);

    /// <summary>Bytes that must move at least: every input read once, every output written once.</summary>
    public long Bytes => InputTypes.Concat(OutputTypes).Sum(type => type.ByteLength) + (Op.Overwrites is { } updated ? InputTypes[updated].ByteLength : 0);

    /// <summary>
    /// The relative error (norm of the difference over norm of the reference) that float32 arithmetic may have:
    /// 1e-6, and for long sums what adding them up one by one costs, which grows with the root of their length.
    /// </summary>
    public double Tolerance => Math.Max(1e-6, 3e-8 * Math.Sqrt(ReductionLength));

    /// <summary>Terms that are added up for one result.</summary>
    private double ReductionLength => Op switch
    {
        Mean or BiasGradient or Ops.Fused.MeanSoftmaxCrossEntropy => InputTypes[0].Shape.ElementCount,
        Ops.Fused.ConvTranspose2dMeanSoftmaxCrossEntropy => InputTypes[2].Shape.ElementCount,
        Ops.Fused.MatMulMeanSoftmaxCrossEntropyDescent => Math.Max(InputTypes[0].Shape[0], InputTypes[0].Shape[1]),
        Ops.Fused.DescendGradient => Flops / 2.0 / InputTypes[0].Shape.ElementCount,
        _ => Flops == 0 ? 1 : Flops / 2.0 / OutputTypes[0].Shape.ElementCount,
    };

    /// <summary>What float64 makes of the inputs: the outputs, and the inputs as an update leaves them.</summary>
    public (double[][] Outputs, double[][] Inputs) Expected(IReadOnlyList<double[]> inputs)
    {
        var after = inputs.Select(input => (double[])input.Clone()).ToArray();
        var outputs = ReferenceOps.Compute(Op, [.. InputTypes.Select(type => type.Shape)], after);
        return (outputs[..OutputCount], after);
    }

    public override string ToString() => Name;
}
