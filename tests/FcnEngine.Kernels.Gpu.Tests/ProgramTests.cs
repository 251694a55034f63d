using FcnEngine.GpuCheck;
using FcnEngine.GpuCheck.Catalogue;
using FcnEngine.Kernels.Gpu.Tests.Stub;
using FcnEngine.Kernels.Gpu.Tuning;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>The program that bench/gpu-check.sh runs, tried without a card.</summary>
public sealed class ProgramTests
{
    [Fact]
    public void The_list_is_op_direction_variant_a_line_and_leaves_out_no_op()
    {
        var (code, output, _) = Run("--list");
        Assert.Equal(0, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(GpuCases.All.Count, lines.Length);
        Assert.Equal(lines.Length, lines.Distinct().Count());
        Assert.All(lines, line => Assert.Matches("^[a-z0-9]+ (forward|input_gradient|weight_gradient|update) .+", line));
        foreach (var op in new[] { "conv2d", "maxpool2d", "convtranspose2d", "matmul", "softmaxcrossentropy", "sgd", "relu", "biasadd", "dropout" })
            Assert.Contains(lines, line => line.StartsWith(op + " ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_simulated_card_that_computes_right_passes_and_leaves_a_report()
    {
        using var folder = new Folder();
        var (code, output, error) = Run("--device", "simulator", "--cases", "sgd update", "--steps", "0", "--output", folder.Path);
        Assert.True(code == 0, output + error);
        Assert.Contains("0 wrong", output, StringComparison.Ordinal);
        Assert.Contains("Everything is right", File.ReadAllText(Directory.GetFiles(folder.Path, "*.md").Single()), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(folder.Path, "*.json"));
    }

    [Fact]
    public void A_card_that_computes_nothing_fails_and_the_report_says_where()
    {
        StubDriver.OrSkip();
        using var folder = new Folder();
        var (code, output, error) = Run("--device", "cuda", "--quick", "--cases", "relu forward", "--steps", "2", "--output", folder.Path);
        Assert.Equal(1, code);
        Assert.Contains("wrong (plain): relu forward", error, StringComparison.Ordinal);
        Assert.Contains("FAILS: ", output, StringComparison.Ordinal);
        var report = File.ReadAllText(Directory.GetFiles(folder.Path, "*.md").Single());
        Assert.Contains("compute capability 9.0", report, StringComparison.Ordinal);
        Assert.Contains("relative error", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Rates_variants_and_times_of_a_card_go_into_the_report_and_into_a_tuning_file()
    {
        StubDriver.OrSkip();
        using var folder = new Folder();
        var (code, output, error) = Run("--device", "cuda", "--quick", "--parts", "rates,tuning,times", "--output", folder.Path);
        // A stub moves nothing and computes nothing.
        Assert.True(code == 1, output + error);
        Assert.Contains("FAILS: the kernels that measure rates compute what they should (copy in memory, read from memory,", output, StringComparison.Ordinal);
        var report = File.ReadAllText(Directory.GetFiles(folder.Path, "*.md").Single());
        foreach (var row in new[] { "| memory: read | ", "| tensor cores, bfloat16 | ", "| a kernel after another in a graph | ", "| conv2 forward b1 | tf32 | ", "| conv2 forward b1 | fp32 tuned | ", "| FCN step b1 | bf16 tuned | ", "| conv2d forward | 1x16x16x200 3x3x300 stride 1x1 to 16x16 | bf16 | " })
            Assert.Contains(row, report, StringComparison.Ordinal);
        var tuned = TuningJson.Read(File.ReadAllBytes(Directory.GetFiles(folder.Path, "*.tuning.json").Single())).Kernels;
        Assert.Equal(4, tuned.Select(kernel => kernel.Key.Precision).Distinct().Count());
        Assert.All(tuned, kernel => Assert.Equal("sm_90", kernel.Key.Device.Capability));
    }

    [Theory]
    [InlineData("--device", "gpu")]
    [InlineData("--device", "simulator", "--parts", "cases,speed")]
    [InlineData("--device", "simulator", "--parts", "1")]
    [InlineData("--cases", "no such case", "--device", "simulator")]
    [InlineData("ptxas-table", "--ptxas", "/nowhere/ptxas", "--output", "x")]
    public void What_cannot_be_done_is_one_line_and_code_2(params string[] words)
    {
        var (code, _, error) = Run(words);
        Assert.Equal(2, code);
        Assert.StartsWith("gpu-check: ", error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Run(params string[] words)
    {
        using StringWriter output = new(), error = new();
        return (CommandLine.Run(words, output, error), output.ToString(), error.ToString());
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("gpu-check").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
