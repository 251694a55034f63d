using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using FcnEngine.Cli.Tests.Support;

namespace FcnEngine.Cli.Tests;

/// <summary><c>fcn report</c> as a user runs it; what is in the report is tested beside the library.</summary>
public sealed class ReportTests(SmallData small) : IClassFixture<SmallData>
{
    [Fact]
    public void A_run_becomes_one_file_beside_it_with_the_figure_that_eval_prints()
    {
        var result = FcnCommand.Run("report", small.Run, "--device", "cpu");
        Assert.True(result.ExitCode == 0, result.Error);
        var file = Path.Combine(small.Run, "report.html");
        Assert.Equal($"report: {file}, {new FileInfo(file).Length / 1000} kB", Assert.Single(result.OutputLines));
        var eval = FcnCommand.Run("eval", "--data_dir", small.Data, "--checkpoint_dir", small.Run, "--device", "cpu", "--log_dir", "none");
        var dice = Load(file).Descendants("td").Single(cell => cell.Attribute("data-figure")?.Value == "newest.dice").Value;
        // The report tells four digits, eval three.
        Assert.Equal(double.Parse(eval.OutputLines[^2].Split(' ')[^1], CultureInfo.InvariantCulture), double.Parse(dice, CultureInfo.InvariantCulture), 0.00056);
    }

    [Fact]
    public void The_file_and_the_records_can_be_elsewhere()
    {
        var file = small.NewPath();
        var result = FcnCommand.Run("report", small.Run, "--out", file, "--data_dir", small.NewPath(), "--checkpoint", "best", "--device", "cpu");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("left out: every figure of an evaluation", result.Error);
        Assert.Contains("This report leaves out:", Load(file).Value);
    }

    [Fact]
    public void A_folder_of_something_else_is_refused() =>
        Assert.Contains("holds neither a run nor a sweep", FcnCommand.Run("report", small.Data, "--device", "cpu").Refusal(exitCode: 1));

    private static XElement Load(string file)
    {
        using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!;
    }
}
