namespace FcnEngine.GpuCheck;

/// <summary>The check cannot be made; the message is one line for a person.</summary>
public sealed class CheckException : Exception
{
    public CheckException(string message) : base(message) { }

    public CheckException(string message, Exception innerException) : base(message, innerException) { }

    public CheckException() { }
}
