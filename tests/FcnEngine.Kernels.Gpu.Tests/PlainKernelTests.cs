using FcnEngine.GpuCheck.Catalogue;
using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Checks;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>Every op in plain float arithmetic, every case that a simulated GPU finishes in a few seconds.</summary>
public sealed class PlainKernelTests(Simulator simulator)
{
    public static TheoryData<string> Names => [.. Cases.Keys];

    private static Dictionary<string, KernelCase> Cases { get; } = GpuCases.Simulated.Except(TensorCoreCases.Kernels).ToDictionary(kernel => kernel.Name);

    [Fact]
    public void They_reach_every_kernel_that_any_small_case_reaches()
    {
        string[] missed = [.. GpuCases.KernelsOf(GpuCases.All.Where(kernel => !kernel.Large)).Except(GpuCases.KernelsOf(Cases.Values)).Select(VariantName.Of)];
        Assert.True(missed.Length == 0, string.Join('\n', missed));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Matches_float64_within_its_memory_and_bit_for_bit_again(string name) => KernelChecks.All(simulator.Plain, Cases[name]);
}
