using FcnEngine.Data.Files;

namespace FcnEngine.Training.Logging;

/// <summary>A run's log in its own folder: the lines of all processes that worked on it, one behind the other.</summary>
public sealed class KeptLog : IDisposable
{
    public const string FileName = "run.log";

    private readonly RunConsole _console;
    private readonly string _path;
    private TextWriter? _file;

    internal KeptLog(RunConsole console, string path)
    {
        (_console, _path) = (console, path);
        Guard(() => _file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { NewLine = "\n", AutoFlush = true });
    }

    /// <summary>Writes a line here alone; what cannot be written is given up, for a log is no reason to end a run.</summary>
    public void Write(LogEvent happened)
    {
        var line = LogLine.Of(happened, _console.Time.GetLocalNow(), LogForm.Text);
        Guard(() => _file?.WriteLine(line));
    }

    public void Dispose()
    {
        _console.KeepNoMore();
        Guard(() => _file?.Dispose());
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception refusal) when (OutputFile.IsRefusal(refusal))
        {
            _file = null;
            _console.KeepNoMore();
            _console.Warn($"{_path} cannot be written ({OutputFile.Reason(refusal)}); the log goes on without it");
        }
    }
}
