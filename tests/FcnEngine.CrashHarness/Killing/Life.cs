using System.Diagnostics;
using FcnEngine.CrashHarness.Subjects;

namespace FcnEngine.CrashHarness.Killing;

/// <summary>One process of a run, from its start to its end or its death.</summary>
internal sealed class Life : IDisposable
{
    /// <summary>The exit code of a process that a SIGKILL ended, as shells have it.</summary>
    public const int Killed = 137;

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly TaskCompletionSource _trains = new();

    /// <param name="saveEvery">How often this life saves.</param>
    /// <param name="more">Further words.</param>
    public Life(Subject subject, string data, string run, string saveEvery, params IEnumerable<string> more)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])[Path.Combine(AppContext.BaseDirectory, subject.Program), .. subject.Words, "--data_dir", data, "--checkpoint_dir", run, "--save_every", saveEvery, .. more])
            start.ArgumentList.Add(word);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) =>
        {
            // The first step of a new run, a checkpoint read by one that goes on, or the end.
            if (line.Data is null || line.Data.StartsWith("OUTPUT: Step", StringComparison.Ordinal) || line.Data.StartsWith("Resumed from", StringComparison.Ordinal)) _trains.TrySetResult();
        };
        _process.BeginOutputReadLine();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>What it said, once it has ended.</summary>
    public string Error => _error.GetAwaiter().GetResult().Trim();

    /// <summary>Waits until it has begun to train, or has ended.</summary>
    public void WaitUntilItTrains() => _trains.Task.Wait(s_longest);

    /// <summary>Kills it after a time, with SIGKILL.</summary>
    /// <returns>False where it had ended by itself before.</returns>
    public bool KillAfter(TimeSpan time)
    {
        if (_process.WaitForExit(time)) return false;
        _process.Kill();
        return WaitForEnd() == Killed;
    }

    /// <returns>Its exit code.</returns>
    public int WaitForEnd()
    {
        if (!_process.WaitForExit(s_longest)) throw new TimeoutException($"a run did not end within {s_longest}");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
