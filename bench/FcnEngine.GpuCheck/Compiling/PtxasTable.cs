using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using FcnEngine.GpuCheck.Catalogue;
using FcnEngine.Kernels.Gpu.Offline;

namespace FcnEngine.GpuCheck.Compiling;

/// <summary>A kernel as ptxas assembled it for one target.</summary>
internal sealed record AssembledKernel(CatalogueKernel Kernel, string Target, int Registers, int SharedBytes, int StackBytes, int SpillBytes, Sass Sass)
{
    /// <summary>How many warps of the kernel a multiprocessor holds: 64 Ki registers in units of 8 a thread, 227 KB, 2048 threads, 32 blocks.</summary>
    public int Warps
    {
        get
        {
            var warps = (Kernel.Variant.Threads + 31) / 32;
            var shared = SharedBytes + Kernel.Variant.SharedBytes + 1024;
            var blocks = new[] { 65536 / ((Registers + 7) / 8 * 8 * 32 * warps), 228 * 1024 / shared, 64 / warps, 32 }.Min();
            return blocks * warps;
        }
    }

    public bool IsClean => StackBytes == 0 && SpillBytes == 0 && Sass.Count("LDL") == 0 && Sass.Count("STL") == 0 && !Sass.ConvertsSharedAddress;
}

/// <summary>Assembles kernel variants with NVIDIA's ptxas.</summary>
/// <param name="only">Targets whose name contains this.</param>
/// <param name="keep">A folder for the PTX and the disassembly of each kernel; null keeps none.</param>
internal sealed partial class PtxasTable(string ptxas, string only = "", string? keep = null)
{
    /// <summary>The targets of <see cref="PtxSummary.Targets"/> that this ptxas knows.</summary>
    public IReadOnlyList<(int Major, int Minor)> Targets { get; } =
        [.. PtxSummary.Targets.Where(target => $"sm_{target.Major}{target.Minor}" is var name
            && name.Contains(only, StringComparison.Ordinal) && Run(ptxas, "--help").Contains(name, StringComparison.Ordinal))];

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

    private AssembledKernel Assemble(CatalogueKernel kernel, string ptx, string target)
    {
        var folder = Directory.CreateTempSubdirectory("ptxas");
        try
        {
            string source = Path.Combine(folder.FullName, "kernel.ptx"), binary = Path.Combine(folder.FullName, "kernel.cubin");
            File.WriteAllText(source, ptx);
            var said = Run(ptxas, "-v", $"-arch={target}", "-O3", "-o", binary, source);
            var listing = Run(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(ptxas))!, "cuobjdump"), "-sass", binary);
            if (keep is not null) Keep(Path.Combine(keep, $"{kernel.Name} {kernel.Variant.Threads} {target}"), ptx, listing);
            var sass = new Sass(listing);
            var spills = Number(SpillStores(), said) + Number(SpillLoads(), said);
            return new AssembledKernel(kernel, target, Number(Registers(), said), Number(Shared(), said), Number(Stack(), said), spills, sass);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Keep(string path, string ptx, string listing)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".ptx", ptx);
        File.WriteAllText(path + ".sass", listing);
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
