using FcnEngine.CrashHarness.Checks;
using FcnEngine.CrashHarness.Killing;
using FcnEngine.CrashHarness.Subjects;

namespace FcnEngine.CrashHarness.Tests;

/// <summary>What the harness is there to notice, it notices.</summary>
public sealed class ReferenceTests : IDisposable
{
    private static readonly Subject s_subject = Subject.Find("small-1");

    private readonly string _folder = Directory.CreateTempSubdirectory("fcn-kill-tests-").FullName;
    private readonly Reference _reference;
    private readonly string _run;

    public ReferenceTests()
    {
        var data = Path.Combine(_folder, "data");
        s_subject.WriteRecords(data);
        _reference = Reference.Of(s_subject, data, Path.Combine(_folder, "reference"));
        _run = Path.Combine(_folder, "run");
        using var life = new Life(s_subject, data, _run, "50");
        Assert.True(life.WaitForEnd() == 0, life.Error);
        Assert.Empty(_reference.AtTheEnd(_run));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Damage_leftovers_and_curves_that_are_not_right_are_noticed()
    {
        var newest = Path.Combine(_run, "model.safetensors");
        var bytes = File.ReadAllBytes(newest);
        Rewrite(newest, [.. bytes[..^1], (byte)(bytes[^1] ^ 1)]);
        Notices(newest);
        // A checkpoint of another step that is whole.
        Rewrite(newest, File.ReadAllBytes(Path.Combine(_run, "step-00000100.safetensors")));
        Notices("other bytes than in the run left alone");
        File.Delete(newest);
        Notices("there is no checkpoint after 150 steps");
        Rewrite(newest, bytes);

        File.WriteAllText(Path.Combine(_run, ".fcn-0.part"), "");
        Notices(".fcn-0.part: left over");
        File.Delete(Path.Combine(_run, ".fcn-0.part"));
        Assert.Empty(_reference.AtTheEnd(_run));

        var events = Assert.Single(Directory.GetFiles(Path.Combine(_run, "logs", "train")));
        var written = File.ReadAllBytes(events);
        // Its last third without the restart at its beginning: steps that are there already.
        File.WriteAllBytes(events + "0", written[FrameAt(written, 2 * written.Length / 3)..]);
        Notices("twice");
        File.Delete(events + "0");
        File.WriteAllBytes(events, written[..FrameAt(written, 2 * written.Length / 3)]);
        Notices("the checkpoint has 150 steps, the event files tell of");
        written[^10] ^= 1;
        File.WriteAllBytes(events, written);
        Notices("wrong checksum of data");
    }

    private void Notices(string fault) => Assert.Contains(_reference.AtTheEnd(_run), found => found.Contains(fault, StringComparison.Ordinal));

    /// <summary>Into a file of its own: the newest checkpoint and its step are one file.</summary>
    private static void Rewrite(string path, byte[] bytes)
    {
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
    }

    private static int FrameAt(byte[] file, int least)
    {
        var at = 0;
        while (at < least) at += 16 + (int)BitConverter.ToInt64(file, at);
        return at;
    }
}
