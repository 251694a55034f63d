using FcnEngine.Graphs;
using FcnEngine.Ops;

namespace FcnEngine.Planning;

/// <summary>One op of a plan with the tensors it reads and makes; a fused op stands for several nodes of the graph.</summary>
public sealed record PlanStep(string Name, Op Op, IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Outputs)
{
    public static PlanStep Of(Node node) => new(node.Name, node.Op, node.Inputs, node.Outputs);

    /// <summary>The variable an update overwrites, or null.</summary>
    public Tensor? Overwritten => Op.Overwrites is { } index ? Inputs[index] : null;

    public long Flops => Op.Flops([.. Inputs.Select(input => input.Type)], [.. Outputs.Select(output => output.Type)]);

    /// <summary>Bytes read and written if every tensor travels once.</summary>
    public long Bytes => Inputs.Sum(input => input.Type.ByteLength) + Outputs.Sum(output => output.Type.ByteLength)
        + (Overwritten?.Type.ByteLength ?? 0);
}
