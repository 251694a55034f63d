using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Ops;

namespace FcnEngine.Planning;

/// <summary>Where in one block of memory each tensor of a plan lies: tensors that never live at the same time may share bytes.</summary>
public sealed class ArenaLayout
{
    private readonly Dictionary<Tensor, Storage> _storages = [];
    private readonly List<Storage> _all = [];

    private ArenaLayout()
    {
    }

    /// <summary>Bytes of the whole arena.</summary>
    public long ByteLength { get; private set; }

    public IReadOnlyList<Storage> Storages => _all;

    /// <summary>The storage of a tensor; null for a variable, which lives outside the arena.</summary>
    public Storage? StorageOf(Tensor tensor) => _storages.GetValueOrDefault(tensor);

    /// <summary>Lays out the tensors of ordered steps. Inputs and fetched tensors keep their place through the whole step.</summary>
    public static ArenaLayout Create(IReadOnlyList<PlanStep> steps, IEnumerable<Tensor> fetched, bool reuse)
    {
        var layout = new ArenaLayout();
        var lastUse = new Dictionary<Tensor, int>();
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var tensor in steps[i].Inputs.Concat(steps[i].Outputs)) lastUse[tensor] = i;
        }

        foreach (var tensor in fetched.Concat(steps.Where(step => step.Op is Input).SelectMany(step => step.Outputs))) lastUse[tensor] = steps.Count;
        for (var i = 0; i < steps.Count; i++) layout.Assign(steps[i], reuse ? i : 0, lastUse, reuse ? null : steps.Count);
        layout.Place();
        return layout;
    }

    private void Assign(PlanStep step, int position, Dictionary<Tensor, int> lastUse, int? end)
    {
        if (step.Op is Variable) return;
        for (var i = 0; i < step.Outputs.Count; i++)
        {
            var output = step.Outputs[i];
            if (step.Op is Reshape)
            {
                // A reshaped variable stays a variable: it has no storage here.
                if (StorageOf(step.Inputs[0]) is { } source) Share(source, output, lastUse[output]);
                continue;
            }

            var taken = i == 0 && end is null ? TakenOver(step, output, position, lastUse) : null;
            if (taken is null)
            {
                taken = new Storage(Aligned(output.Type.ByteLength), step.Op is Input ? 0 : position);
                _all.Add(taken);
            }

            Share(taken, output, end ?? lastUse[output]);
        }
    }

    /// <summary>The storage of an input that the op may overwrite and that nobody reads afterwards.</summary>
    private Storage? TakenOver(PlanStep step, Tensor output, int position, Dictionary<Tensor, int> lastUse)
    {
        foreach (var index in step.Op.InPlaceInputs)
        {
            var storage = StorageOf(step.Inputs[index]);
            if (storage is null || storage.ByteLength != Aligned(output.Type.ByteLength)) continue;
            if (storage.Tensors.TrueForAll(tensor => lastUse[tensor] <= position)) return storage;
        }

        return null;
    }

    private void Share(Storage storage, Tensor tensor, int last)
    {
        storage.Tensors.Add(tensor);
        storage.Last = Math.Max(storage.Last, last);
        _storages[tensor] = storage;
    }

    /// <summary>Largest first, each at the lowest offset that is free for as long as it lives.</summary>
    private void Place()
    {
        foreach (var storage in _all.OrderByDescending(storage => storage.ByteLength).ThenBy(storage => storage.First))
        {
            long offset = 0;
            foreach (var other in _all.Where(other => other.Offset >= 0 && other.LivesWith(storage)).OrderBy(other => other.Offset))
            {
                if (other.Offset >= offset + storage.ByteLength) break;
                offset = Math.Max(offset, other.Offset + other.ByteLength);
            }

            storage.Offset = offset;
            ByteLength = Math.Max(ByteLength, offset + storage.ByteLength);
        }
    }

    private static long Aligned(long bytes) => (Math.Max(bytes, 1) + DeviceMemory.Alignment - 1) / DeviceMemory.Alignment * DeviceMemory.Alignment;
}
