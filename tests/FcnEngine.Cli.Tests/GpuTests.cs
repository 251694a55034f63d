using FcnEngine.Cli.Tests.Support;
using FcnEngine.Kernels.Gpu.Tests.Stub;

namespace FcnEngine.Cli.Tests;

/// <summary>Commands that look for GPUs, with a stub in place of the CUDA driver; no kernel runs.</summary>
public sealed class GpuTests : IDisposable
{
    private static readonly Lazy<string?> s_stub = new(StubLibrary.Build);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("devices=1", "cuda:0 Stub GPU, 68.7 GB, 132 multiprocessors, compute capability 9.0, driver 13.0: tensor-core kernels", "auto takes cuda:0, Stub GPU: the first usable CUDA card")]
    [InlineData("devices=2 capability=75", "cuda:1 Stub GPU 2, 68.7 GB, 132 multiprocessors, compute capability 9.0, driver 13.0: tensor-core kernels", "auto takes cuda:1, Stub GPU 2: it has tensor cores, cuda:0 has none")]
    [InlineData("devices=2 capability=50 second=75", "cuda:0 Stub GPU, 68.7 GB, 132 multiprocessors, compute capability 5.0, driver 13.0: cannot be used: compute capability 5.0 is too old, 6.0 is needed", "auto takes cuda:1, Stub GPU 2: the first usable CUDA card")]
    [InlineData("devices=1 capability=50", "cuda:0 Stub GPU, 68.7 GB, 132 multiprocessors, compute capability 5.0, driver 13.0: cannot be used: compute capability 5.0 is too old, 6.0 is needed", "auto takes the CPU: no usable GPU was found")]
    [InlineData("devices=0", "the CUDA driver shows no card", "auto takes the CPU: no usable GPU was found")]
    [InlineData("init=100", "the CUDA driver does not start: no CUDA-capable device is detected (error 100)", "auto takes the CPU: no usable GPU was found")]
    public void Devices_tells_what_there_is_what_is_taken_and_why(string cards, string line, string choice)
    {
        var (code, lines) = Run(cards, "devices");
        Assert.Equal(0, code);
        Assert.Contains(line, lines);
        Assert.Contains(choice, lines);
    }

    [Fact]
    public void Without_a_driver_devices_says_where_it_was_looked_for()
    {
        using var process = new FcnProcess(new Dictionary<string, string?> { ["LD_LIBRARY_PATH"] = null }, "devices");
        Assert.Equal(0, process.WaitForExit());
        Assert.SkipWhen(process.Lines.Any(line => line.StartsWith("cuda:", StringComparison.Ordinal)), "this machine has a CUDA driver");
        Assert.Contains("no CUDA driver is installed (libcuda.so.1, /usr/lib/wsl/lib/libcuda.so.1 not found)", process.Lines);
    }

    [Fact]
    public void Tuning_keeps_its_choices_in_the_users_cache_folder_and_adds_to_them()
    {
        var (code, lines) = Run("devices=1", "tune", "--network", "fcn", "--device", "cuda");
        Assert.True(code == 0, string.Join('\n', lines));
        Assert.Contains(lines, line => line.StartsWith("| conv2d input_gradient pool | 1x", StringComparison.Ordinal));
        var file = _folder.File("cache/fcn-engine/tuning.json");
        Assert.Contains($"9 kernels of cuda:0 (Stub GPU, sm_90) kept in {file}", lines);
        var first = File.ReadAllText(file);
        Assert.Contains("\"precision\": \"Fp32\"", first);
        Assert.Equal(0, Run("devices=1", "tune", "--network", "fcn", "--device", "cuda", "--precision", "tf32").Code);
        var both = File.ReadAllText(file);
        Assert.StartsWith(first[..first.LastIndexOf(']')].TrimEnd(), both, StringComparison.Ordinal);
        Assert.Contains("\"precision\": \"Tf32\"", both);
    }

    [Fact]
    public void A_damaged_cache_file_is_one_warning_and_a_damaged_file_that_is_named_an_error()
    {
        Directory.CreateDirectory(_folder.File("cache/fcn-engine"));
        var file = _folder.File("cache/fcn-engine/tuning.json");
        File.WriteAllText(file, "{\"format\": 1}");
        string[] words = ["eval", "--data_dir", _folder.File("none"), "--checkpoint", _folder.File("none"), "--device", "cuda"];
        var (code, lines) = Run("devices=1", words);
        Assert.Equal(1, code);
        Assert.EndsWith($" warning: {file}: the file has no format that is a text; make it again with fcn tune; kernels are chosen without it", Assert.Single(lines[..^1]), StringComparison.Ordinal);
        Assert.Equal([$"fcn: {file}: the file has no format that is a text; make it again with fcn tune"], Run("devices=1", [.. words, "--tuning_file", file]).Lines);
        Assert.DoesNotContain("tuning.json", Assert.Single(Run("devices=1", [.. words, "--tuning_file", "none"]).Lines));
        Assert.Equal($"fcn: {file}: the file has no format that is a text; make it again with fcn tune", Run("devices=1", "tune", "--network", "fcn", "--device", "cuda").Lines[^1]);
    }

    [Theory]
    [InlineData("devices=1 capability=75", "tf32", "fcn: --precision must be fp32 on cuda:0 (Stub GPU, sm_75), got 'tf32', which needs a GPU with tensor cores")]
    [InlineData("devices=0", "fp32", "fcn: --device cuda: the CUDA driver shows no card; use --device cpu")]
    public void What_a_card_cannot_do_is_refused(string cards, string precision, string line) =>
        Assert.Equal(line, Run(cards, "tune", "--network", "fcn", "--device", "cuda", "--precision", precision).Lines[^1]);

    private (int Code, string[] Lines) Run(string cards, params string[] words)
    {
        Assert.SkipUnless(s_stub.Value is not null, StubLibrary.WhyNot);
        var environment = new Dictionary<string, string?>
        {
            ["LD_LIBRARY_PATH"] = Path.GetDirectoryName(s_stub.Value),
            ["STUB_CUDA"] = cards,
            ["XDG_CACHE_HOME"] = _folder.File("cache"),
        };
        using var process = new FcnProcess(environment, words);
        return (process.WaitForExit(), process.Lines);
    }
}
