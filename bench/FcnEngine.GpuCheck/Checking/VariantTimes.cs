using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Tuning;
using FcnEngine.Networks;
using FcnEngine.Planning;
using FcnEngine.Testing.Networks;

namespace FcnEngine.GpuCheck.Checking;

/// <summary>Every variant of every kernel of some training steps, timed in each class.</summary>
/// <param name="inferenceOnly">Leaves gradients out.</param>
internal sealed class VariantTimes(DeviceSet devices, TuningEffort effort, Action<string> progress, bool inferenceOnly)
{
    public IEnumerable<TunedKernel> Of(IEnumerable<(Network Network, int BatchSize)> steps)
    {
        PlanStep[] all = [.. steps.SelectMany(each => StepsOf(each.Network, each.BatchSize))];
        foreach (var (accuracy, device, _) in devices.Classes)
        {
            using var clock = new DeviceClock(device);
            var tuner = new KernelTuner(device, clock, effort)
            {
                Progress = problem => progress($"{accuracy}: {problem.Candidates.Count} variants of {problem.Key.Operation}, {problem.Key.Shape}"),
            };
            foreach (var tuned in tuner.Tune(all)) yield return tuned;
        }
    }

    private IReadOnlyList<PlanStep> StepsOf(Network network, int batchSize)
    {
        var step = TrainingStep.Build(network, batchSize);
        var inference = Plan.Create([step.Logits], [], PlanOptions.Default).Steps;
        return inferenceOnly ? inference : [.. Plan.Create([step.Loss], step.Updates, PlanOptions.Default).Steps, .. inference];
    }
}
