namespace FcnEngine.Training.Logging;

/// <summary>
/// Where a run speaks: the lab's lines to one writer, progress to another. On a terminal the progress ends in a bar that is
/// redrawn in place; the console takes it away before any other line.
/// </summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="errorIsTerminal">Whether a bar can be drawn on it.</param>
/// <param name="time">The clock of the lab's time stamps.</param>
public sealed class RunConsole(TextWriter output, TextWriter error, bool errorIsTerminal = false, TimeProvider? time = null)
{
    private const string EraseLine = "\r\u001b[K";

    private bool _barShown;

    public bool HasBar => errorIsTerminal;

    public TimeProvider Time { get; } = time ?? TimeProvider.System;

    /// <summary>A result: a line of standard output.</summary>
    public void Output(string line)
    {
        EraseBar();
        output.WriteLine(line);
        output.Flush();
    }

    /// <summary>Progress: a line of standard error.</summary>
    public void Progress(string line)
    {
        EraseBar();
        error.WriteLine(line);
        error.Flush();
    }

    /// <summary>Draws the bar; does nothing where there is no terminal.</summary>
    public void DrawBar(string text)
    {
        if (!errorIsTerminal) return;
        error.Write(EraseLine + text);
        error.Flush();
        _barShown = true;
    }

    private void EraseBar()
    {
        if (!_barShown) return;
        error.Write(EraseLine);
        _barShown = false;
    }
}
