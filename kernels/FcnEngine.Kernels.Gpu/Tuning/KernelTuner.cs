using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Ops;
using FcnEngine.Planning;

namespace FcnEngine.Kernels.Gpu.Tuning;

/// <summary>
/// Measures on a device which variant of each kernel of some plans is fastest. Usage:
/// <c>var tuned = new KernelTuner(device).Tune(plan.Steps);</c>. Nothing else may use the device meanwhile.
/// </summary>
/// <remarks>A variant is timed with the whole plan step it serves: what it leaves to the launches after it counts.</remarks>
public sealed class KernelTuner(IlgpuDevice device, ILaunchClock clock, TuningEffort effort)
{
    private readonly ForcedVariants _forced = new();
    private readonly Dictionary<TuningKey, TunedKernel> _tuned = [];

    /// <summary>Told each kernel before it is measured.</summary>
    public Action<TuningProblem>? Progress { get; init; }

    /// <summary>Each kernel with a choice once, in the order of the steps.</summary>
    /// <exception cref="GpuException">A variant does not compile, or the device fails.</exception>
    /// <exception cref="OutOfDeviceMemoryException">The step's tensors have no room.</exception>
    public IReadOnlyList<TunedKernel> Tune(IEnumerable<PlanStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var before = device.Choice.Variants;
        device.Choice.Variants = _forced;
        try
        {
            foreach (var step in steps) Tune(step);
        }
        finally
        {
            device.Choice.Variants = before;
        }

        return [.. _tuned.Values];
    }

    private void Tune(PlanStep step)
    {
        if (step.Op is Input or Variable) return;
        using var operands = new TuningOperands(device, step);
        // What serves a step is known once it is bound; a variant may have choices of its own, so this goes on until nothing is new.
        while (true)
        {
            _ = Bind(step, operands);
            if (_forced.Asked.FirstOrDefault(problem => !_tuned.ContainsKey(problem.Key)) is not { } problem) return;
            Progress?.Invoke(problem);
            var tuned = Measure(problem, step, operands);
            _tuned.Add(problem.Key, tuned);
            _forced.Answers[problem.Key] = tuned.Winner;
        }
    }

    private TunedKernel Measure(TuningProblem problem, PlanStep step, TuningOperands operands)
    {
        var sequences = new List<LaunchSequence>();
        try
        {
            foreach (var variant in problem.Candidates)
            {
                _forced.Answers[problem.Key] = variant;
                sequences.Add(device.Bind([.. Enumerable.Repeat(Bind(step, operands), effort.Copies).SelectMany(launches => launches)]));
            }

            foreach (var sequence in sequences) sequence.Run(); // warm: code, caches, clocks
            device.Synchronize();
            var samples = sequences.Select(_ => new double[effort.Samples]).ToArray();
            for (var sample = 0; sample < effort.Samples; sample++)
                for (var i = 0; i < sequences.Count; i++)
                    samples[i][sample] = clock.Measure(sequences[i], effort.Runs) / (effort.Runs * effort.Copies);
            VariantTime[] times = [.. samples.Select((each, i) => TimeOf(problem.Candidates[i], each))];
            return new TunedKernel(problem.Key, problem.Checksum, problem.ByModel, times.MinBy(time => time.Microseconds)!.Variant, times);
        }
        finally
        {
            foreach (var sequence in sequences) sequence.Dispose();
        }
    }

    private Launch[] Bind(PlanStep step, TuningOperands operands) => [.. step.Op.Bind(device.Kernels, operands.Inputs, operands.Outputs)];

    private static VariantTime TimeOf(string variant, double[] samples)
    {
        Array.Sort(samples);
        return new VariantTime(variant, samples[samples.Length / 2], samples[0], samples[^1]);
    }
}
