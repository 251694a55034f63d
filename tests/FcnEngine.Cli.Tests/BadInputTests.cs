using FcnEngine.Cli.Tests.Support;
using FcnEngine.Data;
using FcnEngine.Data.Images;
using FcnEngine.Data.Records;

namespace FcnEngine.Cli.Tests;

/// <summary>Files that cannot be used: one line that names them, exit code 1, no output.</summary>
public class BadInputTests(SmallData small) : IClassFixture<SmallData>
{
    [Fact]
    public void A_missing_data_dir_is_named()
    {
        var missing = small.NewPath();
        var line = Train(missing).Refusal(exitCode: 1);
        Assert.StartsWith($"{missing}: is no folder; check --data_dir", line);
    }

    [Theory]
    [InlineData("train_images.tfrecords")]
    [InlineData("val_images.tfrecords")]
    public void A_truncated_record_file_is_named(string name)
    {
        var data = small.Damaged(name, bytes => bytes[..^1000]);
        Assert.StartsWith(Path.Combine(data, name), Train(data).Refusal(exitCode: 1));
    }

    [Fact]
    public void A_flipped_byte_in_a_record_file_is_found()
    {
        var data = small.Damaged("train_images.tfrecords", bytes => { bytes[300_000] ^= 1; return bytes; });
        Assert.Contains("train_images.tfrecords: ", Train(data).Refusal(exitCode: 1));
    }

    [Fact]
    public void A_record_of_another_size_is_refused()
    {
        var data = small.Damaged("train_images.tfrecords", bytes => bytes);
        RecordFile.Write(Path.Combine(data, "train_images.tfrecords"), [new Sample { Height = 128, Width = 128, Pixels = new int[128 * 128], Mask = new byte[128 * 128] }]);
        var line = Train(data).Refusal(exitCode: 1);
        Assert.Contains("train_images.tfrecords: ", line);
        Assert.Contains("128", line);
    }

    /// <summary>The writer refuses such a label, so one byte of a sound record is changed and its checksum made right again.</summary>
    [Fact]
    public void A_label_other_than_0_and_1_is_refused()
    {
        var data = small.Damaged("train_images.tfrecords", bytes =>
        {
            var name = bytes.AsSpan().IndexOf("label_raw"u8);
            bytes[name + 5000] = 7;
            MaskedChecksum.Repair(bytes);
            return bytes;
        });
        var line = Train(data).Refusal(exitCode: 1);
        Assert.Contains("train_images.tfrecords: ", line);
        Assert.Contains("label 7", line);
    }

    [Fact]
    public void A_mask_without_its_image_is_named()
    {
        var source = small.NewPath();
        PngWriter.WriteMask(Path.Combine(source, "masks", "lonely.png"), 256, 256, new byte[256 * 256]);
        Directory.CreateDirectory(Path.Combine(source, "images"));
        Assert.Contains("lonely.png: is a mask without its image", FcnCommand.Run("prepare", "--source", source, "--data_dir", small.NewPath()).Refusal(exitCode: 1));
    }

    [Fact]
    public void A_checkpoint_of_another_network_is_refused()
    {
        var line = FcnCommand.Run("eval", "--network", "fc", "--data_dir", small.Data, "--checkpoint_dir", small.Run, "--device", "cpu").Refusal(exitCode: 1);
        Assert.Contains("model.safetensors: holds the network 'fcn', not 'fc'; use --network fcn", line);
    }

    [Fact]
    public void A_missing_checkpoint_is_named()
    {
        var missing = small.NewPath();
        Assert.StartsWith($"{Path.Combine(missing, "model.safetensors")}: does not exist", FcnCommand.Run("eval", "--data_dir", small.Data, "--checkpoint_dir", missing).Refusal(exitCode: 1));
    }

    [Fact]
    public void A_damaged_checkpoint_is_named()
    {
        var file = small.NewPath();
        var bytes = File.ReadAllBytes(Path.Combine(small.Run, "model.safetensors"));
        bytes[^5] ^= 0x10;
        File.WriteAllBytes(file, bytes);
        Assert.StartsWith($"{file}: does not match its checksum in Upscore/W_upscore", FcnCommand.Run("eval", "--data_dir", small.Data, "--checkpoint", file).Refusal(exitCode: 1));
    }

    /// <summary>A path under a file cannot be made a folder by anyone, root included.</summary>
    [Theory]
    [InlineData("train")]
    [InlineData("phantom")]
    [InlineData("prepare")]
    [InlineData("masks")]
    public void A_folder_that_cannot_be_written_is_named(string command)
    {
        var blocked = Path.Combine(small.Data, "split.csv", "folder");
        var result = command switch
        {
            "train" => FcnCommand.Run("train", "--network", "fcn", "--data_dir", small.Data, "--checkpoint_dir", blocked),
            "phantom" => FcnCommand.Run("phantom", "--data_dir", blocked, "--images", "3"),
            "prepare" => FcnCommand.Run("prepare", "--source", Pair(), "--data_dir", blocked),
            _ => FcnCommand.Run("eval", "--data_dir", small.Data, "--checkpoint_dir", small.Run, "--masks", blocked, "--device", "cpu"),
        };
        Assert.StartsWith(blocked, result.Refusal(exitCode: 1));
    }

    private string Pair()
    {
        var source = small.NewPath();
        for (var i = 0; i < 2; i++)
        {
            PngWriter.WriteGray(Path.Combine(source, "images", $"{i}.png"), 256, 256, new byte[256 * 256]);
            PngWriter.WriteMask(Path.Combine(source, "masks", $"{i}.png"), 256, 256, new byte[256 * 256]);
        }

        return source;
    }

    private CommandResult Train(string data)
    {
        var result = FcnCommand.Run("train", "--network", "fcn", "--data_dir", data, "--checkpoint_dir", small.NewPath(), "--device", "cpu");
        Assert.Empty(result.Output);
        return result;
    }
}
