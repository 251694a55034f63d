using FcnEngine.GpuCheck.Catalogue;
using FcnEngine.Kernels.Gpu.Offline;

namespace FcnEngine.GpuCheck.Compiling;

/// <summary>Every kernel variant's PTX in a few words, the same on every machine: a lost vector load shows as another line.</summary>
internal static class PtxSummary
{
    /// <summary>Compute capabilities that PTX is written for.</summary>
    public static IReadOnlyList<(int Major, int Minor)> Targets { get; } = [(8, 0), (9, 0), (12, 0)];

    /// <summary>A context keeps all that it ever compiled: some megabytes a kernel.</summary>
    private const int KernelsOfACompiler = 20;

    /// <summary>One line a kernel: name, block, dynamic shared memory, and for each target (those with the same PTX together) the counts.</summary>
    public static string[] Lines(IReadOnlyList<CatalogueKernel> kernels)
    {
        var lines = Targets.Select(_ => new (string Target, string Counts)[kernels.Count]).ToArray();
        // One after the other: side by side they take no less time, and ten times the memory.
        for (var target = 0; target < Targets.Count; target++)
            foreach (var some in Enumerable.Range(0, kernels.Count).Chunk(KernelsOfACompiler))
            {
                using var compiler = new PtxCompiler(Targets[target].Major, Targets[target].Minor);
                foreach (var i in some)
                {
                    var ptx = compiler.Compile(kernels[i].Variant);
                    lines[target][i] = (PtxCounts.Target(ptx), PtxCounts.Of(ptx));
                }
            }

        return [.. kernels.Select((kernel, i) => Line(kernel, [.. lines.Select(target => target[i])]))];
    }

    private static string Line(CatalogueKernel kernel, IReadOnlyList<(string Target, string Counts)> targets)
    {
        var groups = targets.GroupBy(target => target.Counts)
            .Select(same => $"{string.Join(" and ", same.Select(target => target.Target))}: {same.Key}");
        var resident = kernel.Variant.Resident == 0 ? "" : $", {kernel.Variant.Resident} resident";
        return $"{kernel.Name} | {kernel.Variant.Threads} threads{resident}, dynamic shared {kernel.Variant.SharedBytes} | {string.Join(" | ", groups)}";
    }
}
