using System.Globalization;
using System.Text.RegularExpressions;

namespace FcnEngine.GpuCheck.Compiling;

/// <summary>What matters of a kernel's PTX, counted in its entry function.</summary>
internal static partial class PtxCounts
{
    /// <summary>The <c>.target</c> and <c>.version</c> that were written.</summary>
    public static string Target(string ptx) => $"{TargetLine().Match(ptx).Groups[1].Value} PTX {VersionLine().Match(ptx).Groups[1].Value}";

    /// <summary>Shared memory, local memory, and instructions by kind and width; zeros are left out.</summary>
    public static string Of(string ptx)
    {
        var entry = Entry(ptx);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (Match match in MemoryAccess().Matches(entry))
        {
            var width = match.Groups["width"].Success ? match.Groups["width"].Value : "v1";
            Add($"{match.Groups["kind"].Value}.{match.Groups["space"].Value}{(match.Value.Contains(".nc", StringComparison.Ordinal) ? ".nc" : "")}.{width}");
        }

        foreach (Match match in TensorProduct().Matches(entry)) Add($"{match.Groups["kind"].Value}.{match.Groups["type"].Value}");
        foreach (Match match in Other().Matches(entry)) Add(match.Groups["kind"].Value);
        var words = counts.Select(count => $"{count.Key} {count.Value.ToString(CultureInfo.InvariantCulture)}");
        return string.Join(", ", words.Prepend($"shared {Bytes(ptx, "shared")}").Prepend($"local {Bytes(ptx, "local")}"));

        void Add(string kind) => counts[kind] = counts.GetValueOrDefault(kind) + 1;
    }

    /// <summary>ILGPU writes a function for each intrinsic too, which nothing calls.</summary>
    private static string Entry(string ptx)
    {
        var start = ptx.IndexOf(".entry", StringComparison.Ordinal);
        var end = ptx.IndexOf("\n}", start, StringComparison.Ordinal);
        return ptx[start..end];
    }

    private static int Bytes(string ptx, string space) => Declaration().Matches(ptx)
        .Where(match => match.Groups["space"].Value == space)
        .Sum(match => int.Parse(match.Groups["bytes"].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^\.target (\S+)", RegexOptions.Multiline)]
    private static partial Regex TargetLine();

    [GeneratedRegex(@"^\.version (\S+)", RegexOptions.Multiline)]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"\.(?<space>shared|local)\s+\.align \d+ \.b8 \w+\[(?<bytes>\d+)\]")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b(?<kind>ld|st)(\.volatile)?\.(?<space>global|shared|local)(\.nc)?(\.L\d::\w+)*(\.(?<width>v2|v4))?\.[fbus]\d+\b")]
    private static partial Regex MemoryAccess();

    [GeneratedRegex(@"\b(?<kind>wgmma|mma)\.\S*?\.(?<type>tf32|bf16|f16)\.\k<type>\S*")]
    private static partial Regex TensorProduct();

    [GeneratedRegex(@"\b(?<kind>ldmatrix|cp\.async\.cg|cp\.async\.ca|cp\.async\.bulk|atom|red|call|shfl|bar\.sync)\b(?!_)")]
    private static partial Regex Other();
}
