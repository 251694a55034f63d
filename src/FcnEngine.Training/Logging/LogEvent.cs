namespace FcnEngine.Training.Logging;

/// <summary>Who wants to hear of an event.</summary>
public enum LogLevel
{
    /// <summary>Those who asked for everything.</summary>
    Detail,

    /// <summary>All but those who asked for quiet.</summary>
    Event,

    /// <summary>Everybody: the run goes on, but not as meant.</summary>
    Warning,

    /// <summary>Everybody: the run ends here.</summary>
    Error,
}

/// <summary>One thing that happened in a run, told in a line.</summary>
/// <param name="Name">What it is, in a word, for programs that read the log: <c>epoch</c>, <c>checkpoint</c>, ..</param>
/// <param name="Text">What happened, for people.</param>
/// <param name="Figures">The same for programs: texts, numbers and truth values by name.</param>
public sealed record LogEvent(string Name, string Text, params IReadOnlyList<(string Key, object Value)> Figures)
{
    public LogLevel Level { get; init; } = LogLevel.Event;
}

/// <summary>How the lines of a log are written.</summary>
public enum LogForm
{
    /// <summary>Local time and text.</summary>
    Text,

    /// <summary>A JSON object a line: <c>time</c> (UTC), <c>level</c>, <c>event</c>, <c>text</c>, and the figures.</summary>
    Json,
}

/// <summary>What of a run's log is shown.</summary>
/// <param name="Form">How its lines are written.</param>
/// <param name="Least">The least level that is shown.</param>
public sealed record LogOptions(LogForm Form = LogForm.Text, LogLevel Least = LogLevel.Event);
