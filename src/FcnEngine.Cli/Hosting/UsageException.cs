namespace FcnEngine.Cli.Hosting;

/// <summary>The command line asks for something that makes no sense. One line, naming the option.</summary>
internal sealed class UsageException(string message) : Exception(message);
