using System.Runtime.InteropServices;
using FcnEngine.Kernels.Gpu.Launching;

namespace FcnEngine.Kernels.Gpu.Tests.Stub;

/// <summary>The driver of <c>stub_cuda.c</c>, built with the system's C compiler and loaded in place of the CUDA driver.</summary>
internal sealed unsafe class StubDriver
{
    private static readonly Lazy<StubDriver?> s_instance = new(Load);

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
        Assert.SkipUnless(s_instance.Value is not null, StubLibrary.WhyNot);
        var driver = s_instance.Value!;
        driver.Set("capability", 90).Set("second", 90).Set("memory", 64L << 30).Set("devices", 1).Set("init", 0).Set("driver", 13000).Calls();
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

    private static StubDriver? Load() => StubLibrary.Build() is { } library ? new StubDriver(library, Path.Combine(Path.GetDirectoryName(library)!, "log")) : null;
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
