using FcnEngine.Execution;
using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Tensors;
using FcnEngine.Testing.Cases;

namespace FcnEngine.Testing.Checks;

/// <summary>What every kernel run on every device is held to. A failed check throws <see cref="CheckFailedException"/>.</summary>
public static class KernelChecks
{
    /// <summary>Right values from poisoned outputs, nothing written elsewhere, the same bits again, in place where the op allows it.</summary>
    /// <param name="tolerance">Overrides the case's own, for devices of a coarser accuracy class.</param>
    /// <returns>The largest relative error of any output.</returns>
    public static double All(Device device, KernelCase kernel, double? tolerance = null)
    {
        if (kernel.Op is Reshape) return 0; // It shares memory and has no kernel.
        var inputs = kernel.Inputs();
        return Against(device, kernel, inputs, kernel.Expected(inputs), tolerance);
    }

    /// <summary>The same for an expectation that comes from elsewhere.</summary>
    public static double Against(
        Device device, KernelCase kernel, IReadOnlyList<double[]> inputs, (double[][] Outputs, double[][] Inputs) expected, double? tolerance = null)
    {
        using var run = new KernelRun(device, kernel, inputs);
        var error = Values(run, kernel, inputs, expected, tolerance ?? kernel.Tolerance);
        if (!MeetsFault(kernel, inputs, expected)) SameBitsAgain(run, kernel);
        foreach (var shared in kernel.Op.InPlaceInputs)
        {
            using var inPlace = new KernelRun(device, kernel, inputs, shared);
            inPlace.RunGuarded($"{kernel.Name} in place of input {shared}");
            if (!inPlace.ResultBytes().AsSpan().SequenceEqual(run.ResultBytes()))
                throw new CheckFailedException($"{kernel.Name}: in place of input {shared} the result is another");
        }

        return error;
    }

    /// <summary>One guarded run against the float64 reference.</summary>
    /// <returns>The largest relative error of any output.</returns>
    public static double Values(
        KernelRun run, KernelCase kernel, IReadOnlyList<double[]> inputs, (double[][] Outputs, double[][] Inputs) expected, double tolerance)
    {
        run.RunGuarded(kernel.Name);
        var worst = 0.0;
        for (var i = 0; i < run.Outputs.Count; i++)
        {
            var values = run.Read(run.Outputs[i]);
            if (kernel.Op is Conv2dReluMaxPool2d && i == 1) Positions(kernel, values, expected.Outputs[i], tolerance);
            else worst = Math.Max(worst, Compare($"{kernel.Name}: output {i}", values, expected.Outputs[i], run.Outputs[i].Type.Element == ElementType.Float32 ? tolerance : 0));
        }

        if (kernel.Op.Overwrites is not { } updated) return worst;
        var fault = Enumerable.Range(0, inputs.Count).Single(i => kernel.InputTypes[i].Element == ElementType.Int32);
        Compare($"{kernel.Name}: fault flag", run.Read(run.Inputs[fault]), expected.Inputs[fault], 0);
        var weights = run.Read(run.Inputs[updated]);
        if (MeetsFault(kernel, inputs, expected)) Forgive(weights, inputs[updated], expected.Inputs[updated]);
        return Math.Max(worst, Compare($"{kernel.Name}: updated weights", weights, expected.Inputs[updated], tolerance));
    }

    /// <summary>Whether this very launch sets the fault flag.</summary>
    private static bool MeetsFault(KernelCase kernel, IReadOnlyList<double[]> inputs, (double[][] Outputs, double[][] Inputs) expected) =>
        kernel.Op.Overwrites is not null &&
        Enumerable.Range(0, inputs.Count).Any(i => kernel.InputTypes[i].Element == ElementType.Int32 && inputs[i][0] == 0 && expected.Inputs[i][0] != 0);

    public static void SameBitsAgain(KernelRun run, KernelCase kernel)
    {
        var first = run.ResultBytes();
        run.RunGuarded(kernel.Name);
        if (!first.AsSpan().SequenceEqual(run.ResultBytes())) throw new CheckFailedException($"{kernel.Name}: a second run gave other bits");
    }

    /// <summary>
    /// In the launch that meets the fault, parts that see the flag early may leave their weights alone:
    /// the run is over either way. A weight that keeps its old value is as good as an updated one, and a rerun may keep others.
    /// </summary>
    private static void Forgive(double[] weights, double[] before, double[] expected)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i].Equals(before[i])) weights[i] = expected[i];
        }
    }

    /// <summary>Where two values of a window are nearer to one another than the arithmetic is exact, either may be its maximum.</summary>
    private static void Positions(KernelCase kernel, double[] values, double[] expected, double tolerance)
    {
        int wrong = values.Zip(expected).Count(pair => !pair.First.Equals(pair.Second)), allowed = (int)(2 * tolerance * expected.Length);
        if (wrong > allowed)
            throw new CheckFailedException($"{kernel.Name}: {wrong} of {expected.Length} positions are others, allowed {allowed}; {RelativeError.Worst(values, expected)}");
    }

    private static double Compare(string what, double[] values, double[] expected, double tolerance)
    {
        var error = RelativeError.Of(values, expected);
        return error <= tolerance
            ? error
            : throw new CheckFailedException($"{what}: relative error {error:E2} above {tolerance:E2}; worst at {RelativeError.Worst(values, expected)}");
    }
}
