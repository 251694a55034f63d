namespace FcnEngine.Training;

/// <summary>A run that cannot go on. The message is one line and says what to do.</summary>
public class RunException : Exception
{
    public RunException(string message) : base(message) { }

    public RunException(string message, Exception innerException) : base(message, innerException) { }

    public RunException() : this("the run failed") { }
}
