using FcnEngine.Networks;
using FcnEngine.Planning;

namespace FcnEngine.Execution;

/// <summary>What a model will reserve on its device, to the byte, told by its plans before any is reserved.</summary>
/// <param name="Variables">Weights and the fault flag.</param>
/// <param name="Training">The arenas and journals of its training sessions.</param>
/// <param name="Inference">The arenas of its inference sessions.</param>
/// <remarks>
/// Kernels reserve scratch memory besides, which is theirs to know; <see cref="Reserve"/> stands for it in <see cref="Total"/>.
/// </remarks>
public sealed record MemoryNeed(long Variables, long Training, long Inference)
{
    private const long FixedReserve = 64L << 20;

    /// <summary>What the batches that wait for the device take in the host's memory.</summary>
    public long Batches { get; init; }

    /// <summary>Room for scratch memory, for code on the device, and for what the host keeps beside.</summary>
    public long Reserve => FixedReserve + (Training + Inference) / 8;

    public long Total => Variables + Training + Inference + Batches + Reserve;

    /// <param name="network">The network.</param>
    /// <param name="trainingSizes">The batch sizes it will be trained on.</param>
    /// <param name="inferenceSizes">The batch sizes it will infer on.</param>
    /// <param name="options">As the model gets them; null for the defaults.</param>
    public static MemoryNeed Of(Network network, IEnumerable<int> trainingSizes, IEnumerable<int> inferenceSizes, ModelOptions? options = null)
    {
        options ??= new ModelOptions();
        var plan = options.Plan ?? PlanOptions.Default;
        return new MemoryNeed(
            VariableStore.BytesOf(TrainingGraph.Build(network, 1, options.Seed).Loss.Graph),
            trainingSizes.Distinct().Sum(size => Session.ArenaBytes(TrainingGraph.Build(network, size, options.Seed).Plan(plan)) + StepJournal.ByteLength),
            inferenceSizes.Distinct().Sum(size => Session.ArenaBytes(InferenceGraph.Build(network, size, options.Seed).Plan(plan))));
    }
}
