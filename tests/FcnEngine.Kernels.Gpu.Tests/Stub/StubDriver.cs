using System.Diagnostics;
using System.Runtime.InteropServices;
using FcnEngine.Kernels.Gpu.Launching;

namespace FcnEngine.Kernels.Gpu.Tests.Stub;

/// <summary>The driver of <c>stub_cuda.c</c>, built with the system's C compiler and loaded in place of the CUDA driver.</summary>
internal sealed unsafe class StubDriver
{
    private static readonly Lazy<StubDriver?> s_instance = new(Build);

    private readonly delegate* unmanaged<byte*, nint, void> _set;
    private readonly string _log;
    private long _read;

    private StubDriver(string library, string log)
    {
        NativeLibraries.CudaPath = library;
        var handle = NativeLibrary.Load(library);
        _set = (delegate* unmanaged<byte*, nint, void>)NativeLibrary.GetExport(handle, "stub_set");
        _log = log;
        fixed (byte* path = Text(log)) ((delegate* unmanaged<byte*, void>)NativeLibrary.GetExport(handle, "stub_log_to"))(path);
    }

    /// <summary>The driver as an H200 would show itself; skips the test where there is no C compiler.</summary>
    public static StubDriver OrSkip()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && s_instance.Value is not null, "no C compiler (cc) on the PATH to build the stub CUDA driver with");
        var driver = s_instance.Value!;
        driver.Set("capability", 90).Set("memory", 64L << 30).Set("devices", 1).Set("init", 0).Set("driver", 13000).Calls();
        return driver;
    }

    /// <summary>Changes what the next context finds.</summary>
    public StubDriver Set(string name, long value)
    {
        fixed (byte* text = Text(name)) _set(text, (nint)value);
        return this;
    }

    /// <summary>The calls since the last time this was asked, in order.</summary>
    public IReadOnlyList<StubCall> Calls()
    {
        using var stream = new FileStream(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = _read;
        using var reader = new StreamReader(stream);
        var calls = new List<StubCall>();
        while (reader.ReadLine() is { } line) calls.Add(StubCall.Parse(line));
        _read = stream.Position;
        return calls;
    }

    private static byte[] Text(string text) => [.. System.Text.Encoding.UTF8.GetBytes(text), 0];

    private static StubDriver? Build()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Stub", "stub_cuda.c");
        var folder = Directory.CreateTempSubdirectory("stub-cuda").FullName;
        var library = Path.Combine(folder, "libcuda.so.1");
        var compiler = Environment.GetEnvironmentVariable("PATH")?.Split(':').Select(path => Path.Combine(path, "cc")).FirstOrDefault(File.Exists);
        if (compiler is null) return null;
        using var process = Process.Start(new ProcessStartInfo(compiler, ["-O1", "-shared", "-fPIC", "-o", library, source]))!;
        process.WaitForExit();
        return process.ExitCode == 0 ? new StubDriver(library, Path.Combine(folder, "log")) : throw new InvalidOperationException($"cc does not build {source}");
    }
}

/// <summary>One call of the driver: its name, and its arguments by name.</summary>
internal sealed record StubCall(string Name, IReadOnlyDictionary<string, string> Arguments)
{
    public string this[string argument] => Arguments[argument];

    /// <summary>What a launch is: kernel, grid, block, shared memory and every argument byte.</summary>
    public string Launch => string.Join(' ', new[] { "hash", "grid", "block", "shared", "args" }.Select(name => this[name]));

    public static StubCall Parse(string line)
    {
        var words = line.Split(' ');
        return new StubCall(words[0], words.Skip(1).Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1) ?? ""));
    }

    public override string ToString() => $"{Name} {string.Join(' ', Arguments.Select(pair => $"{pair.Key}={pair.Value}"))}";
}
