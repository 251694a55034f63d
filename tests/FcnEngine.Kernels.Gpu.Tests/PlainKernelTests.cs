using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Checks;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>Every op in plain float arithmetic, every case that a simulated GPU finishes in a few seconds.</summary>
public sealed class PlainKernelTests(Simulator simulator)
{
    public static TheoryData<string> Names => [.. Cases.Keys];

    private static Dictionary<string, KernelCase> Cases { get; } =
        KernelCases.All.Where(kernel => !kernel.Large && !IsSlow(kernel)).ToDictionary(kernel => kernel.Name);

    [Theory]
    [MemberData(nameof(Names))]
    public void Matches_float64_within_its_memory_and_bit_for_bit_again(string name) => KernelChecks.All(simulator.Plain, Cases[name]);

    /// <summary>A map of thousands of pixels with hardly a channel makes many blocks, each a thread start on every thread.</summary>
    private static bool IsSlow(KernelCase kernel) => kernel.Flops > 0 && kernel.InputTypes.Concat(kernel.OutputTypes).Any(type => type.Shape.ElementCount > 15_000);
}
