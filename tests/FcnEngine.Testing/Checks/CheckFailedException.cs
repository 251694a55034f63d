namespace FcnEngine.Testing.Checks;

/// <summary>A check found a wrong number; the message names the case, what was expected and what came.</summary>
public sealed class CheckFailedException : Exception
{
    public CheckFailedException() { }

    public CheckFailedException(string message) : base(message) { }

    public CheckFailedException(string message, Exception innerException) : base(message, innerException) { }
}
