using System.Text;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Tuning;

namespace FcnEngine.Kernels.Gpu.Tests.Tuning;

public sealed class TuningJsonTests
{
    private static readonly TunedKernel Sample = new(
        new TuningKey(new GpuModel("NVIDIA H200", "sm_90", 132), "conv2d forward", "1x64x64x100 5x5x200 stride 2x2 to 32x32", Precision.Tf32),
        "0123456789abcdef", "64x64/4", "128x64/2", [new("64x64/4", 9.5, 9.25, 10), new("128x64/2", 8.5, 8.25, 8.75)]);

    private static string Text { get; } = Write(new TuningTable([Sample, Sample with { Key = Sample.Key with { Precision = Precision.Fp32 } }]));

    [Fact]
    public void What_is_written_reads_back()
    {
        var back = Read(Text);
        Assert.Equal(2, back.Kernels.Count);
        Assert.Equal(Text, Write(back));
        Assert.Equal("128x64/2", back.Find(Problem(Sample.Checksum)));
    }

    [Fact]
    public void A_choice_for_another_kernel_card_or_class_counts_as_not_there()
    {
        var table = new TuningTable([Sample]);
        Assert.Null(table.Find(Problem("fedcba9876543210")));
        Assert.Null(table.Find(new TuningProblem(Sample.Key with { Precision = Precision.Fp32 }, Sample.Checksum, [], "")));
        Assert.Null(table.Find(new TuningProblem(Sample.Key with { Device = Sample.Key.Device with { Multiprocessors = 66 } }, Sample.Checksum, [], "")));
    }

    [Fact]
    public void Newer_measurements_replace_older_ones_of_the_same_key()
    {
        var table = new TuningTable([Sample]).With([Sample with { Winner = "64x64/4" }]);
        Assert.Equal("64x64/4", Assert.Single(table.Kernels).Winner);
    }

    [Theory]
    [InlineData("", "is no JSON (line 1)")]
    [InlineData("[]", "the file has no format that is a text")]
    [InlineData("{\"format\": 1}", "the file has no format that is a text")]
    [InlineData("{\"format\": \"fcn-engine tuning 2\", \"kernels\": []}", "has format 'fcn-engine tuning 2', not 'fcn-engine tuning 1'")]
    [InlineData("{\"format\": \"fcn-engine tuning 1\"}", "the file has no kernels that is a list")]
    [InlineData("{\"format\": \"fcn-engine tuning 1\", \"kernels\": [7]}", "kernel 0 has no device that is a text")]
    [InlineData("{\"format\": \"\\ud800\"}", "has a text that is no Unicode")]
    [InlineData("{\"a\": {\"a\": {\"a\": {\"a\": {\"a\": {\"a\": {\"a\": 1}}}}}}}", "is no JSON (line 1)")]
    public void Damage_is_named(string text, string message) => Assert.Equal(message, Assert.Throws<FormatException>(() => Read(text)).Message);

    [Theory]
    [InlineData("\"us\": 9.5", "\"us\": -1", "kernel 0, time 0 has a us that is not from 0 to 1e9")]
    [InlineData("\"us\": 9.5", "\"us\": 1e999", "kernel 0, time 0 has a us that is not from 0 to 1e9")]
    [InlineData("\"us\": 9.5", "\"us\": \"9.5\"", "kernel 0, time 0 has no us that is a number")]
    [InlineData("\"winner\": \"128x64/2\"", "\"winner\": \"32x32/1\"", "kernel 0 has a winner without a time")]
    [InlineData("\"precision\": \"Tf32\"", "\"precision\": \"Fp4\"", "kernel 0 has a precision that does not exist")]
    [InlineData("\"precision\": \"Tf32\"", "\"precision\": \"9\"", "kernel 0 has a precision that does not exist")]
    [InlineData("conv2d forward", "conv2d\\nforward", "kernel 0 has a operation that is no line of at most 200 characters")]
    [InlineData("\"multiprocessors\": 132", "\"multiprocessors\": null", "kernel 0 has no multiprocessors that is a number")]
    public void A_damaged_entry_is_named(string written, string instead, string message)
    {
        var at = Text.IndexOf(written, StringComparison.Ordinal);
        Assert.True(at >= 0);
        Assert.Equal(message, Assert.Throws<FormatException>(() => Read(Text[..at] + instead + Text[(at + written.Length)..])).Message);
    }

    [Fact]
    public void Lists_and_texts_have_bounds()
    {
        Assert.Equal("the file has more than 4096 kernels", Refusal($"{{\"format\": \"fcn-engine tuning 1\", \"kernels\": [{string.Join(',', Enumerable.Repeat("1", 5000))}]}}"));
        Assert.Equal("kernel 0 has a device that is no line of at most 200 characters", Refusal(Text.Replace("NVIDIA H200", new string('x', 201), StringComparison.Ordinal)));
        Assert.Equal("has 16777217 bytes, more than the 16777216 of any tuning file", Assert.Throws<FormatException>(() => TuningJson.Read(new byte[TuningJson.LongestFile + 1])).Message);
    }

    [Fact]
    public void Whatever_is_cut_off_or_flipped_is_a_table_or_a_format_error()
    {
        var bytes = Encoding.UTF8.GetBytes(Text);
        var random = new Random(5);
        for (var i = 0; i < 2000; i++)
        {
            var hurt = bytes[..random.Next(1, bytes.Length + 1)];
            for (var flips = random.Next(4); flips > 0; flips--) hurt[random.Next(hurt.Length)] = (byte)random.Next(256);
            Assert.True(Record.Exception(() => TuningJson.Read(hurt)) is null or FormatException);
        }
    }

    private static TuningProblem Problem(string checksum) => new(Sample.Key, checksum, [.. Sample.Times.Select(time => time.Variant)], Sample.ByModel);

    private static string Refusal(string text) => Assert.Throws<FormatException>(() => Read(text)).Message;

    private static TuningTable Read(string text) => TuningJson.Read(Encoding.UTF8.GetBytes(text));

    private static string Write(TuningTable table)
    {
        using var stream = new MemoryStream();
        TuningJson.Write(table, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
