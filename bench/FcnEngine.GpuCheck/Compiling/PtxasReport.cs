using System.Globalization;
using System.Text;

namespace FcnEngine.GpuCheck.Compiling;

/// <summary>The assembled kernels as Markdown: what holds for all of them on top, then a line for each.</summary>
internal static class PtxasReport
{
    public static string Markdown(string version, IReadOnlyList<AssembledKernel> kernels)
    {
        var text = new StringBuilder();
        var dirty = kernels.Count(kernel => !kernel.IsClean);
        Line($"# Registers, spills and instructions of every GPU kernel");
        Line($"");
        Line($"Written by `bench/ptxas.sh` with {version}: {kernels.Count} assemblies of {kernels.Select(kernel => kernel.Kernel).Distinct().Count()} kernels, {(dirty == 0 ? "none with a spill, a stack frame, local memory or a shared address converted twice" : $"**{dirty} with a spill, a stack frame, local memory or a shared address converted twice**")}.");
        Line($"Shared memory is static + dynamic bytes; *wide* columns count 128-bit accesses of all of their kind; *loop* is the innermost loop with tensor-core");
        Line($"products (a stage), or the longest one. Warps that fit on a multiprocessor follow from registers, shared memory (227 KB) and threads. Nothing here has run.");
        Line($"");
        Line($"| target | kernels | spill bytes | stack bytes | SR_SWINLO | most registers | fewest warps | warps of tensor-core kernels |");
        Line($"|---|--:|--:|--:|--:|--:|--:|---|");
        foreach (var target in kernels.GroupBy(kernel => kernel.Target)) Line($"{Summary(target.Key, [.. target])}");
        foreach (var target in kernels.GroupBy(kernel => kernel.Target))
        {
            Line($"");
            Line($"## {target.Key}");
            Line($"");
            Line($"| kernel | threads | registers | warps | shared | stack | spill | instructions | loop | FFMA | HMMA | LDGSTS | LDG wide | LDS wide | STG wide | STS wide |");
            Line($"|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
            foreach (var each in target) Line($"{Row(each)}");
        }

        return text.ToString();

        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
    }

    private static string Summary(string target, IReadOnlyList<AssembledKernel> kernels)
    {
        var tensor = kernels.Where(kernel => kernel.Sass.Count("HMMA") > 0).ToArray();
        return string.Create(CultureInfo.InvariantCulture,
            $"| {target} | {kernels.Count} | {kernels.Sum(kernel => kernel.SpillBytes)} | {kernels.Sum(kernel => kernel.StackBytes)} | {kernels.Count(kernel => kernel.Sass.ConvertsSharedAddress)} | {kernels.Max(kernel => kernel.Registers)} | {kernels.Min(kernel => kernel.Warps)} | {tensor.Select(kernel => kernel.Warps).DefaultIfEmpty(0).Min()} to {tensor.Select(kernel => kernel.Warps).DefaultIfEmpty(0).Max()} |");
    }

    private static string Row(AssembledKernel each)
    {
        var (sass, variant) = (each.Sass, each.Kernel.Variant);
        return string.Create(CultureInfo.InvariantCulture,
            $"| `{each.Kernel.Name}` | {variant.Threads} | {each.Registers} | {each.Warps} | {each.SharedBytes}+{variant.SharedBytes} | {each.StackBytes} | {each.SpillBytes} | {sass.Total} | {sass.MainLoop.Count} | {sass.Count("FFMA")} | {sass.Count("HMMA")} | {sass.Count("LDGSTS")} | {sass.Wide("LDG")} | {sass.Wide("LDS")} | {sass.Wide("STG")} | {sass.Wide("STS")} |");
    }
}
