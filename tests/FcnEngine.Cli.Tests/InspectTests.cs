using FcnEngine.Cli.Tests.Support;
using FcnEngine.Data;
using FcnEngine.Data.Images;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Networks;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Events;

namespace FcnEngine.Cli.Tests;

/// <summary><c>fcn inspect</c> on everything it takes.</summary>
public sealed class InspectTests(SmallData small) : IClassFixture<SmallData>, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_data_folder_is_told_by_patient_and_drawn_as_a_sheet()
    {
        var sheet = _folder.File("sheet.png");
        var result = Inspect(small.Data, "--sheet", sheet);
        Assert.Contains("data folder, 1 records for train, 2 for val, every checksum right", result.Output);
        Assert.Contains("3 of 256x256", result.Output);
        Assert.Equal(3, result.OutputLines.Count(line => line.StartsWith("PH-", StringComparison.Ordinal)) + 1);
        Assert.Contains($"drawn: 3 frames, 3 a row in their order, in {sheet}", result.Output);
        // Three cells of 256 with a gap of 4.
        Assert.Equal(new FrameSize(260, 780), PngReader.ReadSize(sheet));
    }

    [Fact]
    public void A_record_file_is_checked_and_one_of_its_frames_drawn()
    {
        var file = Path.Combine(small.Data, "val_images.tfrecords");
        var result = Inspect(file, "--png", _folder.File("frame.png"), "--index", "1");
        Assert.Contains("2 records, ", result.Output);
        Assert.Equal(new FrameSize(512, 512), PngReader.ReadSize(_folder.File("frame.png")));
        Assert.Contains("has 2 frames, there is no frame 2", FcnCommand.Run("inspect", file, "--png", "x.png", "--index", "2").Refusal(exitCode: 1));
    }

    [Fact]
    public void A_DICOM_file_and_its_contour_find_each_other()
    {
        var source = _folder.File("hospital");
        Assert.Equal(0, FcnCommand.Run("phantom", "--format", "dicom", "--data_dir", source, "--images", "3").ExitCode);
        var image = Directory.GetFiles(source, "*.dcm", SearchOption.AllDirectories).Order().First();
        var picture = _folder.File("frame.png");
        var told = Inspect(image, "--png", picture);
        Assert.Contains("DICOM, Explicit VR Little Endian", told.Output);
        Assert.Contains("modality MR", told.Output);
        Assert.Matches(@"contour:      .*-icontour-manual\.txt, \d+ pixels inside", told.Output);

        var contour = told.OutputLines.Single(line => line.StartsWith("contour:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].TrimEnd(',');
        var again = _folder.File("again.png");
        var back = Inspect(contour, "--png", again);
        Assert.Contains($"image:        {image}", back.Output);
        // Frame and outline are the same either way.
        Assert.Equal(File.ReadAllBytes(picture), File.ReadAllBytes(again));
        Assert.Contains("DICOM slices with contours, 3 frames of 256x256", Inspect(source).Output);
        Assert.Contains("DICOM files without contours, headers read in", Inspect(Path.GetDirectoryName(image)!).Output);
    }

    /// <summary>A checkpoint whose checksums are right may say anything.</summary>
    [Fact]
    public void What_commands_a_terminal_is_not_sent_to_it()
    {
        var file = _folder.File("strange.safetensors");
        using (var device = new CpuDevice(new CpuOptions(Threads: 1)))
        using (var model = new Model(FullyConvolutional.Create(), device))
            CheckpointWriter.Write(file, model.Variables, new CheckpointRecord("f\u001b[2Jcn", RunState.Start, new Dictionary<string, string> { ["seed"] = "\u009b31m7" }, "none\a"));
        var told = Inspect(file).Output;
        Assert.DoesNotContain(told, letter => char.IsControl(letter) && letter != '\n');
        Assert.Contains("checkpoint of the network 'f?[2Jcn'", told);
    }

    [Fact]
    public void A_checkpoint_tells_its_settings_and_tensors()
    {
        var result = Inspect(Path.Combine(small.Run, "model.safetensors"));
        Assert.Contains("checkpoint of the network 'fcn', every checksum right", result.Output);
        Assert.Contains("learning_rate 0.01", result.Output);
        Assert.Contains("weights:      1856944 in 6 tensors", result.Output);
        Assert.Contains("is a checkpoint, which holds no frames", FcnCommand.Run("inspect", Path.Combine(small.Run, "model.safetensors"), "--sheet", "x.png").Refusal(exitCode: 1));
    }

    [Fact]
    public void Augmentation_is_shown_before_it_is_used()
    {
        var sheet = _folder.File("augmented.png");
        Assert.Contains("epochs 0 to 6 with --augment flip,rotate --seed 4", Inspect(small.Data, "--sheet", sheet, "--augment", "rotate,flip", "--seed", "4").Output);
        // Three frames, each as it is and seven times changed.
        Assert.Equal(new FrameSize(780, 2080), PngReader.ReadSize(sheet));
    }

    [Fact]
    public void A_picture_says_whether_it_is_a_mask()
    {
        PngWriter.WriteMask(_folder.File("mask.png"), 2, 2, [0, 1, 1, 0]);
        Assert.Contains("as a mask:    2 of 4 pixels inside", Inspect(_folder.File("mask.png")).Output);
        PngWriter.WriteGray(_folder.File("frame.png"), 2, 2, [0, 9, 1, 0]);
        Assert.Contains("as a mask:    no: has value 9", Inspect(_folder.File("frame.png")).Output);
    }

    [Fact]
    public void Other_things_are_refused()
    {
        File.WriteAllText(_folder.File("letter.doc"), "Dear colleague");
        Assert.Contains("is of no kind this program knows", FcnCommand.Run("inspect", _folder.File("letter.doc")).Refusal(exitCode: 1));
        Assert.Contains("does not exist", FcnCommand.Run("inspect", _folder.File("nothing")).Refusal(exitCode: 1));
        Assert.Contains("holds neither records nor frames nor DICOM files", FcnCommand.Run("inspect", _folder.Path).Refusal(exitCode: 1));
    }

    private static CommandResult Inspect(params string[] words)
    {
        var result = FcnCommand.Run(["inspect", .. words]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }
}
