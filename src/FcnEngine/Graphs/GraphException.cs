namespace FcnEngine.Graphs;

/// <summary>A graph cannot be built as asked; the message names the node with its scope.</summary>
public sealed class GraphException : Exception
{
    public GraphException() { }

    public GraphException(string message) : base(message) { }

    public GraphException(string message, Exception innerException) : base(message, innerException) { }
}
