using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Checks;

namespace FcnEngine.Tests.Kernels;

/// <summary>Every kernel case on the CPU device: right against float64, inside its tensors, the same bits again, on every vector width.</summary>
public class CpuKernelTests
{
    public static TheoryData<string> Operations(bool large) => [.. KernelCases.All.Where(kernel => kernel.Large == large).Select(kernel => kernel.Operation).Distinct()];

    [Theory]
    [MemberData(nameof(Operations), false)]
    public void Small_shapes_are_right(string operation)
    {
        using var device = new CpuDevice();
        AssertAll(device, Cases(operation, large: false));
    }

    [Theory]
    [MemberData(nameof(Operations), true)]
    public void The_labs_shapes_are_right(string operation)
    {
        using var device = new CpuDevice();
        AssertAll(device, Cases(operation, large: true));
    }

    [Theory]
    [InlineData(VectorWidth.Scalar)]
    [InlineData(VectorWidth.Vector128)]
    [InlineData(VectorWidth.Vector256)]
    public void Narrower_vectors_are_right_too(VectorWidth width)
    {
        using var device = new CpuDevice(new CpuOptions(WidestVector: width));
        AssertAll(device, KernelCases.All.Where(kernel => !kernel.Large));
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        using var one = new CpuDevice(new CpuOptions(Threads: 1));
        using var five = new CpuDevice(new CpuOptions(Threads: 5));
        foreach (var kernel in KernelCases.All.Where(kernel => !kernel.Large))
        {
            var inputs = kernel.Inputs();
            Assert.True(Bits(one, kernel, inputs).AsSpan().SequenceEqual(Bits(five, kernel, inputs)), kernel.Name);
        }
    }

    private static IEnumerable<KernelCase> Cases(string operation, bool large) =>
        KernelCases.All.Where(kernel => kernel.Operation == operation && kernel.Large == large);

    /// <summary>Runs all cases and reports every failure, not only the first.</summary>
    private static void AssertAll(Device device, IEnumerable<KernelCase> cases)
    {
        var failures = new List<string>();
        foreach (var kernel in cases)
        {
            try
            {
                KernelChecks.All(device, kernel);
            }
            catch (CheckFailedException failure)
            {
                failures.Add(failure.Message);
            }
        }

        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    private static byte[] Bits(Device device, KernelCase kernel, IReadOnlyList<double[]> inputs)
    {
        using var run = new KernelRun(device, kernel, inputs);
        run.RunGuarded(kernel.Name);
        return run.ResultBytes();
    }
}
