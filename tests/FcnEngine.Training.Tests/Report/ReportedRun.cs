using System.Xml;
using System.Xml.Linq;
using FcnEngine.Data;
using FcnEngine.Data.Records;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Report;
using FcnEngine.Training.Runs;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Report;

/// <summary>Records with patients and spacing, a small run on them, and what it told while it trained; made once for the tests that report it.</summary>
public sealed class ReportedRun : IDisposable
{
    private readonly TempFolder _folder = new();

    public ReportedRun()
    {
        Data = _folder.File("data");
        Write(Data, train: 6, validation: 11);
        Run = _folder.File("run");
        var settings = SmallRun.Settings(Data, Run) with { NumEpochs = 5, EvalEvery = 1, SaveEvery = SaveInterval.Parse("1epochs") };
        using var device = SmallRun.OpenDevice();
        new TrainingRun(settings, device, Silent()) { Network = SmallRun.Network, Observers = [Log] }.Execute(fresh: false, CancellationToken.None);
    }

    public string Data { get; }

    public string Run { get; }

    internal EventLog Log { get; } = new();

    /// <summary>A name that would be a script if anyone let it.</summary>
    public const string HostileName = "</td></svg><script>alert('x')</script>\" onload=\"alert(1)\u0001\u202E&amp;";

    public string NewPath() => _folder.File(Guid.NewGuid().ToString("N"));

    public void Dispose() => _folder.Dispose();

    internal static RunConsole Silent() => new(TextWriter.Null, TextWriter.Null);

    /// <summary>Discs of three patients with a spacing of 1.5 mm down and 0.5 mm across.</summary>
    internal static void Write(string folder, int train, int validation, string name = "frame")
    {
        Sample[] samples = [.. SmallRun.Discs(train + validation).Select((disc, index) => disc with { Name = $"{name} {index}", Patient = $"{name} P{index % 3}", PixelSpacing = new PixelSpacing(1.5f, 0.5f) })];
        RecordFile.Write(Path.Combine(folder, RecordFile.TrainName), samples.Take(train));
        RecordFile.Write(Path.Combine(folder, RecordFile.ValName), samples.Skip(train));
    }

    /// <summary>The run's folder with some of its files only.</summary>
    internal string Copy(Func<string, bool> isKept)
    {
        var copy = NewPath();
        foreach (var file in Directory.EnumerateFiles(Run, "*", SearchOption.AllDirectories).Where(isKept))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Run, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    /// <summary>The values of the report.</summary>
    internal RunReport Model(string? run = null, string? data = null, string role = KeptCheckpoint.Newest)
    {
        using var device = SmallRun.OpenDevice();
        return new ReportRun(new ReportOptions(run ?? Run, "unused", data, role), device, Silent()) { Network = SmallRun.Network }.OfRun(run ?? Run, data);
    }

    /// <summary>The file, read as XML: it is well-formed.</summary>
    internal XElement Page(string folder, string? data = null, string role = KeptCheckpoint.Newest)
    {
        var file = NewPath() + ".html";
        using var device = SmallRun.OpenDevice();
        new ReportRun(new ReportOptions(folder, file, data, role), device, Silent()) { Network = SmallRun.Network }.Execute();
        using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!;
    }

    /// <summary>The texts of the figures of a name, in their order.</summary>
    internal static IEnumerable<string> Figures(XElement page, string name) => page.Descendants().Where(element => element.Attribute("data-figure")?.Value == name).Select(element => element.Value);

    internal static string Figure(XElement page, string name) => Assert.Single(Figures(page, name));
}
