using System.Xml.Linq;
using FcnEngine.Data;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Report;
using FcnEngine.Training.TensorBoard;

namespace FcnEngine.Training.Tests.Report;

/// <summary>What a report cannot say it says that it cannot; what a name contains stays a name.</summary>
public sealed class ReportOmissionTests(ReportedRun reported) : IClassFixture<ReportedRun>
{
    [Fact]
    public void Without_records_the_figures_are_left_out_and_the_curves_stay()
    {
        var page = reported.Page(reported.Run, data: reported.NewPath());
        Assert.Contains("every figure of an evaluation", Told(page), StringComparison.Ordinal);
        Assert.Contains("is no folder", Told(page), StringComparison.Ordinal);
        Assert.Empty(ReportedRun.Figures(page, "newest.dice"));
        Assert.Contains(page.Descendants("figcaption"), caption => caption.Value == "Training loss");
        Assert.Contains(RunReport.ChoiceNote, page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_event_files_the_curves_are_left_out_and_the_figures_stay()
    {
        var page = reported.Page(reported.Copy(file => !file.Contains("tfevents", StringComparison.Ordinal)));
        Assert.Contains("the curves: ", Told(page), StringComparison.Ordinal);
        Assert.DoesNotContain(page.Descendants("figcaption"), caption => caption.Value == "Training loss");
        Assert.Single(ReportedRun.Figures(page, "newest.dice"));
    }

    [Fact]
    public void Without_a_manifest_the_checkpoint_tells_the_settings_and_the_records_have_to_be_named()
    {
        var copy = reported.Copy(file => !file.EndsWith(RunManifest.FileName, StringComparison.Ordinal));
        var page = reported.Page(copy);
        Assert.Contains("run.json: does not exist", Told(page), StringComparison.Ordinal);
        Assert.Contains("name them with --data_dir", Told(page), StringComparison.Ordinal);
        Assert.Contains(page.Descendants("td"), cell => cell.Attribute("data-fact")?.Value == "learning_rate" && cell.Value == "0.5");
        Assert.Single(ReportedRun.Figures(reported.Page(copy, data: reported.Data), "newest.dice"));
    }

    [Fact]
    public void A_damaged_checkpoint_is_told_and_the_other_one_is_reported()
    {
        var copy = reported.Copy(_ => true);
        var best = Path.Combine(copy, CheckpointFolder.BestName);
        var bytes = File.ReadAllBytes(best);
        bytes[^5] ^= 0x10;
        File.WriteAllBytes(best, bytes);
        var page = reported.Page(copy, role: KeptCheckpoint.Best);
        Assert.Contains("the best weights: ", Told(page), StringComparison.Ordinal);
        Assert.Contains("does not match its checksum", Told(page), StringComparison.Ordinal);
        Assert.Single(ReportedRun.Figures(page, "newest.dice"));
        Assert.Empty(ReportedRun.Figures(page, "best.dice"));
    }

    [Fact]
    public void Other_training_images_are_told()
    {
        var data = reported.NewPath();
        ReportedRun.Write(data, train: 5, validation: 4);
        var page = reported.Page(reported.Run, data);
        Assert.Contains("are not those the run was trained on", Told(page), StringComparison.Ordinal);
        File.Delete(Path.Combine(data, "train_images.tfrecords"));
        page = reported.Page(reported.Run, data);
        Assert.Contains("the best fixed mask: ", Told(page), StringComparison.Ordinal);
        Assert.Empty(ReportedRun.Figures(page, "fixed_mask.dice"));
    }

    [Fact]
    public void A_folder_of_something_else_is_refused()
    {
        Assert.Contains("holds neither a run nor a sweep", Assert.Throws<DataException>(() => reported.Page(reported.Data)).Message, StringComparison.Ordinal);
        Assert.Contains("is no folder", Assert.Throws<DataException>(() => reported.Page(reported.NewPath())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hostile_name_in_a_record_stays_a_text()
    {
        var data = reported.NewPath();
        ReportedRun.Write(data, train: 3, validation: 4, ReportedRun.HostileName);
        var page = reported.Page(reported.Run, data);
        AssertHarmless(page);
        // What XML cannot hold, and what turns the direction of the text, is replaced.
        Assert.Contains(ReportedRun.HostileName.Replace('\u0001', '\uFFFD').Replace('\u202E', '\uFFFD') + " P1", page.Descendants("th").Select(cell => cell.Value));
    }

    [Fact]
    public void Hostile_settings_stay_texts()
    {
        var copy = reported.Copy(_ => true);
        var manifest = RunManifest.Read(copy);
        new RunManifest(manifest.Settings.ToDictionary(setting => setting.Key, setting => setting.Key == "seed" ? "<script>1</script>" : setting.Value), new Dictionary<string, string> { ["<b onclick='x'>"] = "]]><!--" }).Write(copy);
        var page = reported.Page(copy);
        AssertHarmless(page);
        Assert.Contains(page.Descendants("td"), cell => cell.Value == "]]><!--");
    }

    [Fact]
    public void A_loss_that_is_no_number_makes_no_broken_curve()
    {
        var copy = reported.Copy(file => !file.Contains("tfevents", StringComparison.Ordinal));
        using (var file = EventFileWriter.Create(Path.Combine(copy, RunLog.DefaultName, RunLog.TrainRun)))
        {
            foreach (var (step, loss) in new[] { (0, 1f), (1, float.NaN), (2, float.PositiveInfinity), (3, 0.5f) }) file.Write(step, SummaryValue.Scalar("loss", loss));
        }

        var path = reported.Page(copy).Descendants("path").First(drawn => drawn.Attribute("class")?.Value == "line first");
        Assert.DoesNotContain("NaN", path.Attribute("d")!.Value, StringComparison.Ordinal);
        Assert.Equal(2, path.Attribute("d")!.Value.Split(['M', 'L'], StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static string Told(XElement page) => page.Descendants("div").Single(part => part.Attribute("class")?.Value == "caution").Value;

    private static void AssertHarmless(XElement page)
    {
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName == "script");
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }
}
