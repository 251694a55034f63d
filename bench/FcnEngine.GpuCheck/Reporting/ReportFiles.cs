using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FcnEngine.Kernels.Gpu.Tuning;

namespace FcnEngine.GpuCheck.Reporting;

/// <summary>A report as JSON for programs and Markdown for people, under one name.</summary>
internal static class ReportFiles
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>Writes them, and the measured variants as a file that <c>--tuning_file</c> takes; returns the path of the Markdown file.</summary>
    public static string Write(CheckReport report, string folder)
    {
        Directory.CreateDirectory(folder);
        var device = new string([.. report.Device.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')]).Trim('-');
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"gpu-check-{device}-{report.Date:yyyyMMdd-HHmmss}"));
        File.WriteAllText(path + ".json", JsonSerializer.Serialize(report, s_indented));
        File.WriteAllText(path + ".md", Markdown(report));
        if (report.Found.Tuned.Count > 0)
        {
            using var tuning = File.Create(path + ".tuning.json");
            TuningJson.Write(new TuningTable(report.Found.Tuned), tuning);
        }

        return path + ".md";
    }

    private static string Markdown(CheckReport report)
    {
        var (text, machine, found) = (new StringBuilder(), report.Machine, report.Found);
        Line($"# GPU check: {report.Device}");
        Line($"");
        Line($"{machine.Capability}; {machine.MemoryBytes / 1e9:F1} GB, {machine.Multiprocessors} multiprocessors; commit {machine.Commit}; {report.Date:yyyy-MM-dd HH:mm} UTC; {machine.Runtime}, {machine.System}, {machine.Processors} processors; parts: {report.Parts}.");
        Line($"**{(report.Wrong == 0 ? "Everything is right" : $"{report.Wrong} wrong")}**: {found.Cases.Count} kernel checks, {found.Claims.Count} claims.");
        Table("| claim | holds | figures |", "|---|---|---|", found.Claims.Select(claim => Text($"| {claim.Name} | {(claim.Holds ? "yes" : "**no**")} | {claim.Figures} |")));
        Table(
            "| op and direction | accuracy | checks | wrong | largest relative error |", "|---|---|--:|--:|--:|",
            found.Cases.GroupBy(each => (Op: string.Join(' ', each.Case.Split(' ').Take(2)), Class: each.Accuracy.Split(' ')[0])).Select(group =>
                Text($"| {group.Key.Op} | {group.Key.Class} | {group.Count()} | {group.Count(each => each.Failure is not null)} | {group.Max(each => each.Error ?? double.NaN):E2} |")));
        Table("| wrong | accuracy |", "|---|---|", found.Cases.Where(each => each.Failure is not null).Select(wrong => Text($"| {wrong.Failure} | {wrong.Accuracy} |")));
        Table("| the card at most | rate | |", "|---|--:|---|", found.Rates.Select(rate => Text($"| {rate.Name} | {rate.Value:F2} | {rate.Unit} |")));
        if (found.Timings.Count > 0)
        {
            Line($"");
            Line($"Times are medians of samples of at least ten replays between two events of the device, fastest and slowest sample beside them; FLOP and bytes are those that the op needs at least.");
        }

        Table(
            "| what | accuracy | us | fastest | slowest | GFLOP/s | GB/s |", "|---|---|--:|--:|--:|--:|--:|",
            found.Timings.Select(time => Text($"| {time.Name} | {time.Accuracy} | {time.Microseconds:F1} | {time.Fastest:F1} | {time.Slowest:F1} | {time.GigaflopPerSecond:F0} | {time.GigabytePerSecond:F0} |")));
        string[] tuned = [.. TuningReport.Lines(found.Tuned)];
        Table(tuned[0], tuned[1], tuned[2..]);
        return text.ToString();

        void Line(FormattableString line) => text.AppendLine(Text(line));

        void Table(string head, string rule, IEnumerable<string> rows)
        {
            string[] all = [.. rows];
            if (all.Length == 0) return;
            text.AppendLine();
            foreach (var line in all.Prepend(rule).Prepend(head)) text.AppendLine(line);
        }
    }

    private static string Text(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
