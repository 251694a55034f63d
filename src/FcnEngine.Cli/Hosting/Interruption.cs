using System.Runtime.InteropServices;
using FcnEngine.Training.Logging;

namespace FcnEngine.Cli.Hosting;

/// <summary>SIGINT or SIGTERM, once: a request to finish the step, save and leave. Twice: the end, at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly RunConsole _console;
    private int _exitCode;

    public Interruption(RunConsole console)
    {
        _console = console;
        _registrations = [Register(PosixSignal.SIGINT, ExitCode.Interrupted), Register(PosixSignal.SIGTERM, ExitCode.Terminated)];
    }

    public CancellationToken Stop => _stop.Token;

    /// <summary>What to tell the shell, once <see cref="Stop"/> was asked for.</summary>
    public int Code => _exitCode;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal, int code) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _exitCode, code, 0) != 0) Environment.Exit(code);
        _console.Log(new LogEvent("stop", $"{signal}: finishing the step and saving; a second one ends at once", ("signal", signal.ToString())));
        _stop.Cancel();
    });
}
