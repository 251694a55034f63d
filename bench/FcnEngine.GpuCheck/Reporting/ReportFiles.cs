using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FcnEngine.GpuCheck.Reporting;

/// <summary>A report as JSON for programs and Markdown for people, under one name.</summary>
internal static class ReportFiles
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>Writes both; returns the path of the Markdown file.</summary>
    public static string Write(CheckReport report, string folder)
    {
        Directory.CreateDirectory(folder);
        var device = new string([.. report.Device.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')]).Trim('-');
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"gpu-check-{device}-{report.Date:yyyyMMdd-HHmmss}"));
        File.WriteAllText(path + ".json", JsonSerializer.Serialize(report, s_indented));
        File.WriteAllText(path + ".md", Markdown(report));
        return path + ".md";
    }

    private static string Markdown(CheckReport report)
    {
        var text = new StringBuilder();
        Line($"# GPU check: {report.Device}");
        Line($"");
        Line($"{report.Capability}; commit {report.Commit}; {report.Date:yyyy-MM-dd HH:mm} UTC. **{(report.Wrong == 0 ? "Everything is right" : $"{report.Wrong} wrong")}**: {report.Cases.Count} kernel checks, {report.Claims.Count} claims.");
        Line($"");
        Line($"| claim | holds | figures |");
        Line($"|---|---|---|");
        foreach (var claim in report.Claims) Line($"| {claim.Name} | {(claim.Holds ? "yes" : "**no**")} | {claim.Figures} |");
        Line($"");
        Line($"| op and direction | accuracy | checks | wrong | largest relative error |");
        Line($"|---|---|--:|--:|--:|");
        foreach (var group in report.Cases.GroupBy(each => (Op: string.Join(' ', each.Case.Split(' ').Take(2)), Class: each.Accuracy.Split(' ')[0])))
            Line($"| {group.Key.Op} | {group.Key.Class} | {group.Count()} | {group.Count(each => each.Failure is not null)} | {group.Max(each => each.Error ?? double.NaN):E2} |");
        if (report.Cases.Any(each => each.Failure is not null))
        {
            Line($"");
            Line($"Wrong:");
            Line($"");
            foreach (var wrong in report.Cases.Where(each => each.Failure is not null)) Line($"- {wrong.Accuracy}: {wrong.Failure}");
        }

        if (report.Timings.Count == 0) return text.ToString();
        Line($"");
        Line($"Times: medians of samples of at least ten replays, fastest and slowest sample beside them; FLOP and bytes are those that the op needs at least.");
        Line($"");
        Line($"| what | accuracy | us | fastest | slowest | GFLOP/s | GB/s |");
        Line($"|---|---|--:|--:|--:|--:|--:|");
        foreach (var time in report.Timings)
            Line($"| {time.Name} | {time.Accuracy} | {time.Microseconds:F1} | {time.Fastest:F1} | {time.Slowest:F1} | {time.GigaflopPerSecond:F0} | {time.GigabytePerSecond:F0} |");
        return text.ToString();

        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
    }
}
