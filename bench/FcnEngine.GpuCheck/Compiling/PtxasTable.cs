using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FcnEngine.GpuCheck.Catalogue;
using FcnEngine.Kernels.Gpu.Offline;

namespace FcnEngine.GpuCheck.Compiling;

/// <summary>A kernel as ptxas assembled it for one target.</summary>
internal sealed record AssembledKernel(CatalogueKernel Kernel, string Target, int Registers, int SharedBytes, int StackBytes, int SpillBytes, Sass Sass)
{
    public bool IsClean => StackBytes == 0 && SpillBytes == 0 && Sass.Count("LDL") == 0 && Sass.Count("STL") == 0 && !Sass.ConvertsSharedAddress;
}

/// <summary>Assembles every kernel variant with NVIDIA's ptxas and lists registers, spills, shared memory and instructions.</summary>
internal sealed partial class PtxasTable(string ptxas)
{
    /// <summary>The targets of <see cref="PtxSummary.Targets"/> that this ptxas knows.</summary>
    public IReadOnlyList<(int Major, int Minor)> Targets { get; } =
        [.. PtxSummary.Targets.Where(target => Run(ptxas, "--help").Contains($"sm_{target.Major}{target.Minor}", StringComparison.Ordinal))];

    public string Version { get; } = Run(ptxas, "--version").Split('\n').Last(line => line.StartsWith("Cuda", StringComparison.Ordinal)).Trim();

    public IReadOnlyList<AssembledKernel> Assemble(IReadOnlyList<CatalogueKernel> kernels, Action<string> progress)
    {
        var all = new List<AssembledKernel>();
        foreach (var (major, minor) in Targets)
        {
            progress($"sm_{major}{minor}: {kernels.Count} kernels");
            using var compiler = new PtxCompiler(major, minor);
            var texts = kernels.Select(kernel => compiler.Compile(kernel.Variant)).ToArray();
            var assembled = new AssembledKernel[kernels.Count];
            Parallel.For(0, kernels.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i => assembled[i] = Assemble(kernels[i], texts[i], $"sm_{major}{minor}"));
            all.AddRange(assembled);
        }

        return all;
    }

    public string Markdown(IReadOnlyList<AssembledKernel> kernels)
    {
        var text = new StringBuilder();
        var dirty = kernels.Count(kernel => !kernel.IsClean);
        text.AppendLine("# Registers, spills and instructions of every GPU kernel");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Written by `bench/ptxas.sh` with {Version}: {kernels.Count} assemblies, {(dirty == 0 ? "none with a spill, a stack frame or local memory" : $"{dirty} with a spill, a stack frame or local memory")}.");
        text.AppendLine("Shared memory is static + dynamic bytes; *wide* columns count 128-bit accesses of all of their kind. Nothing here has run.");
        foreach (var target in kernels.GroupBy(kernel => kernel.Target))
        {
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"## {target.Key}");
            text.AppendLine();
            text.AppendLine("| kernel | threads | registers | shared | stack | spill | instructions | FFMA | HMMA | LDSM | LDGSTS | LDG wide | LDS wide | STG wide | STS wide |");
            text.AppendLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
            foreach (var each in target) text.AppendLine(Row(each));
        }

        return text.ToString();
    }

    private static string Row(AssembledKernel each)
    {
        var (sass, variant) = (each.Sass, each.Kernel.Variant);
        return string.Create(CultureInfo.InvariantCulture,
            $"| `{each.Kernel.Name}` | {variant.Threads} | {each.Registers} | {each.SharedBytes}+{variant.SharedBytes} | {each.StackBytes} | {each.SpillBytes} | {sass.Total} | {sass.Count("FFMA")} | {sass.Count("HMMA")} | {sass.Count("LDSM")} | {sass.Count("LDGSTS")} | {sass.Wide("LDG")} | {sass.Wide("LDS")} | {sass.Wide("STG")} | {sass.Wide("STS")} |");
    }

    private AssembledKernel Assemble(CatalogueKernel kernel, string ptx, string target)
    {
        var folder = Directory.CreateTempSubdirectory("ptxas");
        try
        {
            string source = Path.Combine(folder.FullName, "kernel.ptx"), binary = Path.Combine(folder.FullName, "kernel.cubin");
            File.WriteAllText(source, ptx);
            var said = Run(ptxas, "-v", $"-arch={target}", "-O3", "-o", binary, source);
            var sass = Sass.Of(Run(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(ptxas))!, "cuobjdump"), "-sass", binary));
            var spills = Number(SpillStores(), said) + Number(SpillLoads(), said);
            return new AssembledKernel(kernel, target, Number(Registers(), said), Number(Shared(), said), Number(Stack(), said), spills, sass);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Number(Regex pattern, string text) =>
        pattern.Matches(text).Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    /// <summary>What the program prints, on either stream.</summary>
    /// <exception cref="CheckException">It fails.</exception>
    private static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new CheckException($"{program} does not start");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output + errors.Result : throw new CheckException($"{program} {string.Join(' ', arguments)} failed: {errors.Result}{output}");
    }

    [GeneratedRegex(@"Used (\d+) registers")]
    private static partial Regex Registers();

    [GeneratedRegex(@"(\d+) bytes smem")]
    private static partial Regex Shared();

    [GeneratedRegex(@"(\d+) bytes stack frame")]
    private static partial Regex Stack();

    [GeneratedRegex(@"(\d+) bytes spill stores")]
    private static partial Regex SpillStores();

    [GeneratedRegex(@"(\d+) bytes spill loads")]
    private static partial Regex SpillLoads();
}
