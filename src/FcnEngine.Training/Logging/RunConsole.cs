namespace FcnEngine.Training.Logging;

/// <summary>
/// Where a run speaks: the lab's lines to one writer, what happens to another, and to a file where one is kept. On a terminal the
/// second ends in a bar that is redrawn in place; the console takes it away before any other line. Several threads may speak.
/// </summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="errorIsTerminal">Whether a bar can be drawn on it.</param>
/// <param name="time">The clock of the time stamps.</param>
/// <param name="options">What is shown, and how.</param>
public sealed class RunConsole(TextWriter output, TextWriter error, bool errorIsTerminal = false, TimeProvider? time = null, LogOptions? options = null)
{
    private const string EraseLine = "\r\u001b[K";

    private readonly Lock _speaking = new();
    private readonly LogOptions _options = options ?? new LogOptions();
    private Action<LogEvent>? _keep;
    private bool _barShown;

    public bool HasBar => errorIsTerminal && _options is { Form: LogForm.Text, Least: <= LogLevel.Event };

    /// <summary>Whether events of a level are shown; what takes time to say need not be said otherwise.</summary>
    public bool Shows(LogLevel level) => level >= _options.Least;

    public TimeProvider Time { get; } = time ?? TimeProvider.System;

    /// <summary>A result: a line of standard output.</summary>
    public void Output(string line)
    {
        lock (_speaking)
        {
            EraseBar();
            output.WriteLine(line);
            output.Flush();
        }
    }

    /// <summary>Something happened: a line of standard error, where its level is wanted, and of the file that is kept.</summary>
    public void Log(LogEvent happened)
    {
        lock (_speaking)
        {
            if (happened.Level != LogLevel.Detail) _keep?.Invoke(happened);
            Show(happened);
        }
    }

    /// <summary>Something is not as it was meant.</summary>
    public void Warn(string text) => Log(new LogEvent("warning", text) { Level = LogLevel.Warning });

    /// <summary>How it goes, between two events: a line of standard error, kept nowhere.</summary>
    public void Progress(LogEvent passing)
    {
        lock (_speaking) Show(passing);
    }

    /// <summary>Lines for a person in front of the screen, without times.</summary>
    public void Say(string text)
    {
        if (_options.Form == LogForm.Json) Progress(new LogEvent("note", text));
        else if (Shows(LogLevel.Event)) lock (_speaking) WriteError(text);
    }

    /// <summary>Keeps the log in a folder too, until the result is disposed of.</summary>
    public KeptLog KeepIn(string folder)
    {
        var log = new KeptLog(this, Path.Combine(folder, KeptLog.FileName));
        _keep = log.Write;
        return log;
    }

    /// <summary>Draws the bar; does nothing where there is none.</summary>
    public void DrawBar(string text)
    {
        if (!HasBar) return;
        lock (_speaking)
        {
            error.Write(EraseLine + text);
            error.Flush();
            _barShown = true;
        }
    }

    internal void KeepNoMore() => _keep = null;

    private void Show(LogEvent happened)
    {
        if (Shows(happened.Level)) WriteError(LogLine.Of(happened, Time.GetLocalNow(), _options.Form));
    }

    private void WriteError(string line)
    {
        EraseBar();
        error.WriteLine(line);
        error.Flush();
    }

    private void EraseBar()
    {
        if (!_barShown) return;
        error.Write(EraseLine);
        _barShown = false;
    }
}
