using FcnEngine.Graphs;
using FcnEngine.Ops;
using FcnEngine.Planning;

namespace FcnEngine.Execution;

/// <summary>A plan bound to a device: feed the inputs, run, read what was fetched. Running allocates nothing.</summary>
public sealed class Session : IDisposable
{
    private readonly DeviceMemory _arena;
    private readonly LaunchSequence _sequence;
    private readonly Dictionary<Tensor, DeviceTensor> _places = [];

    /// <summary>Reserves the plan's arena and binds its launches; the variables must be those of the plan's graph, by name.</summary>
    public Session(Plan plan, VariableStore variables, Device device)
    {
        Plan = plan;
        _arena = device.Allocate(ArenaBytes(plan));
        var bound = new List<BoundLaunch>();
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            var step = plan.Steps[i];
            foreach (var output in step.Outputs) _places[output] = Place(step, output, variables);
            var launches = step.Op.Bind(device.Kernels, [.. step.Inputs.Select(input => _places[input])], [.. step.Outputs.Select(output => _places[output])]);
            bound.AddRange(BoundLaunch.Of(step, i, launches, tensor => _places[tensor]));
        }

        Launches = [.. bound.Select(each => each.Launch)];
        After = LaunchOrder.After(bound);
        _sequence = device.Bind(Launches, After);
    }

    /// <summary>The bytes a session of a plan reserves.</summary>
    public static long ArenaBytes(Plan plan) => Math.Max(plan.Layout.ByteLength, DeviceMemory.Alignment);

    public Plan Plan { get; }

    /// <summary>The kernel calls of one run, in order.</summary>
    public IReadOnlyList<Launch> Launches { get; }

    /// <summary>The launches that each comes after; see <see cref="LaunchOrder"/>.</summary>
    public IReadOnlyList<IReadOnlyList<int>> After { get; }

    /// <summary>Where a tensor of the plan lies; its values are valid after a run if it was fetched or nothing shares its memory.</summary>
    public DeviceTensor this[Tensor tensor] => _places[tensor];

    /// <summary>Sets an input; one that no step reads (the step counter of a network without dropout) is passed over.</summary>
    public void Feed<T>(Tensor input, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (input.Producer.Op is not Input) throw new ArgumentException($"{input.Name} is computed, only inputs are fed", nameof(input));
        if (_places.TryGetValue(input, out var place)) place.Upload(values);
    }

    /// <summary>Queues one run of the plan.</summary>
    public void Run() => _sequence.Run();

    /// <summary>Waits for the run and reads a fetched tensor.</summary>
    public void Fetch<T>(Tensor tensor, Span<T> values)
        where T : unmanaged => _places[tensor].Download(values);

    public void Dispose()
    {
        _sequence.Dispose();
        _arena.Dispose();
    }

    private DeviceTensor Place(PlanStep step, Tensor output, VariableStore variables)
    {
        if (step.Op is Variable variable) return variables[variable.VariableName];
        if (Plan.Layout.StorageOf(output) is { } storage) return new DeviceTensor(_arena, storage.Offset, output.Type);
        return _places[step.Inputs[0]] with { Type = output.Type };
    }
}
