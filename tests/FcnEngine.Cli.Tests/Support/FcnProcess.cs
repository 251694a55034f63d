using System.Diagnostics;
using System.Globalization;

namespace FcnEngine.Cli.Tests.Support;

/// <summary><c>fcn</c> as a process of its own, for signals.</summary>
internal sealed class FcnProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly SemaphoreSlim _arrived = new(0);

    public FcnProcess(params string[] words) : this(new Dictionary<string, string?>(), words)
    {
    }

    /// <param name="environment">Variables to set, or with null to remove.</param>
    public FcnProcess(IReadOnlyDictionary<string, string?> environment, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "fcn.dll"), .. words]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Waits until a line with this text came, on either stream.</summary>
    public void WaitFor(string text)
    {
        var end = DateTime.UtcNow + s_patience;
        while (true)
        {
            lock (_lines)
            {
                if (_lines.Exists(line => line.Contains(text, StringComparison.Ordinal))) return;
                Assert.False(_process.HasExited && _arrived.CurrentCount == 0, $"fcn ended without '{text}': {string.Join('\n', _lines)}");
            }

            _arrived.Wait(TimeSpan.FromMilliseconds(100));
            Assert.True(DateTime.UtcNow < end, $"no '{text}' within {s_patience}");
        }
    }

    /// <param name="signal">As <c>kill</c> knows it: INT, TERM, KILL.</param>
    public void Send(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public int WaitForExit()
    {
        Assert.True(_process.WaitForExit(s_patience), $"fcn did not end within {s_patience}");
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>What came on both streams, once it ended.</summary>
    public string[] Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
        _arrived.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_lines) _lines.Add(line);
        _arrived.Release();
    }
}
