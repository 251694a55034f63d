using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Networks;
using FcnEngine.Ops;
using FcnEngine.Planning;
using FcnEngine.Testing.Networks;

namespace FcnEngine.GpuCheck.Modelling;

/// <summary>A network's step as it would be bound on a card: the kernels with their launch shapes, and which comes after which.</summary>
/// <param name="Kernels">By launch; a launch may be several kernels.</param>
/// <param name="WorkingBytes">Of arena and variables.</param>
internal sealed record ModelledStep(IReadOnlyList<(string Step, BoundKernel Kernel)> Kernels, IReadOnlyList<IReadOnlyList<int>> After, long WorkingBytes)
{
    /// <param name="training">False for inference: logits and classes.</param>
    public static ModelledStep Bind(Network network, int batchSize, bool training, GpuOptions options)
    {
        var plan = Planned(network, batchSize, training);
        using var device = GpuDevices.OpenInventory(new GpuTraits(132, true, true, 227 * 1024), options);
        using var arena = device.Allocate(plan.Layout.ByteLength);
        var places = new Dictionary<Graphs.Tensor, DeviceTensor>();
        var bound = new List<BoundLaunch>();
        var kernels = new List<(string Step, BoundKernel Kernel)>();
        var owner = new List<int>(); // of each kernel, its launch
        var variables = new List<DeviceMemory>();
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            var step = plan.Steps[i];
            foreach (var output in step.Outputs) places[output] = Place(step, output);
            foreach (var launch in BoundLaunch.Of(step, i, step.Op.Bind(device.Kernels, [.. step.Inputs.Select(At)], [.. step.Outputs.Select(At)]), At))
            {
                bound.Add(launch);
                foreach (var kernel in device.Cache.Bound.Skip(kernels.Count).ToArray())
                {
                    kernels.Add((step.Name, kernel));
                    owner.Add(bound.Count - 1);
                }
            }
        }

        var bytes = plan.Layout.ByteLength + variables.Sum(variable => variable.ByteLength);
        foreach (var variable in variables) variable.Dispose();
        return new ModelledStep(kernels, ByKernel(LaunchOrder.After(bound), owner), bytes);

        DeviceTensor At(Graphs.Tensor tensor) => places[tensor];

        DeviceTensor Place(PlanStep step, Graphs.Tensor output)
        {
            if (plan.Layout.StorageOf(output) is { } storage) return new DeviceTensor(arena, storage.Offset, output.Type);
            if (step.Op is not Variable) return places[step.Inputs[0]] with { Type = output.Type };
            variables.Add(device.Allocate(output.Type.ByteLength));
            return new DeviceTensor(variables[^1], 0, output.Type);
        }
    }

    private static Plan Planned(Network network, int batchSize, bool training)
    {
        var step = TrainingStep.Build(network, batchSize);
        return training
            ? Plan.Create([step.Loss], step.Updates, PlanOptions.Default)
            : Plan.Create([step.Logits, Layers.TensorOperations.ArgMax(step.Logits)], [], PlanOptions.Default);
    }

    /// <summary>A launch's first kernel comes after the last of the launches before it, the others after one another.</summary>
    private static List<IReadOnlyList<int>> ByKernel(IReadOnlyList<IReadOnlyList<int>> after, List<int> owner) =>
        [.. owner.Select((launch, i) => i > 0 && owner[i - 1] == launch ? new[] { i - 1 } : [.. after[launch].Select(before => owner.LastIndexOf(before))])];
}
