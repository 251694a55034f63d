using FcnEngine.Testing.Cases;

namespace FcnEngine.Benchmarks;

/// <summary>What is measured: the lab's layers at batch 1 and 8, or the whole catalogue of the tests and these.</summary>
internal static class Catalogue
{
    private static readonly Lazy<KernelCase[]> Layers = new(() => [.. LabCases.At(batch: 8).Concat(LabCases.Products).SelectMany(KernelCases.From)]);

    private static readonly Lazy<KernelCase[]> Lab = new(() => [.. OpCases.All.Where(opCase => opCase.Large).SelectMany(KernelCases.From), .. Layers.Value]);

    private static readonly Lazy<KernelCase[]> Everything = new(() => [.. KernelCases.All, .. Layers.Value]);

    /// <summary>Whether the small shapes that the tests break kernels with are measured too.</summary>
    public static bool Whole { get; set; }

    /// <summary>The cases of one kernel; one that no layer of the lab uses has those of the tests.</summary>
    public static IEnumerable<KernelCase> Where(Func<KernelCase, bool> wanted)
    {
        var cases = (Whole ? Everything : Lab).Value.Where(wanted).ToArray();
        return cases.Length > 0 ? cases : Everything.Value.Where(wanted);
    }
}
