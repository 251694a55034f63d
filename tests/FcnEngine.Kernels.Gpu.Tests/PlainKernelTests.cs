using FcnEngine.GpuCheck.Catalogue;
using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Checks;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>Every op in plain float arithmetic, every case that a simulated GPU finishes in a few seconds.</summary>
public sealed class PlainKernelTests(Simulator simulator)
{
    public static TheoryData<string> Names => [.. Cases.Keys];

    private static Dictionary<string, KernelCase> Cases { get; } = GpuCases.Small.Except(TensorCoreCases.Kernels).ToDictionary(kernel => kernel.Name);

    [Theory]
    [MemberData(nameof(Names))]
    public void Matches_float64_within_its_memory_and_bit_for_bit_again(string name) => KernelChecks.All(simulator.Plain, Cases[name]);
}
