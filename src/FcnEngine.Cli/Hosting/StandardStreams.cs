using System.Text;
using FcnEngine.Training;

namespace FcnEngine.Cli.Hosting;

/// <summary>
/// Standard output: results. Where it takes no more, as on a full disk, the command ends with a line that says so. Results quote files,
/// whoever wrote these: what would command a terminal is shown as a question mark.
/// </summary>
internal sealed class ResultStream(TextWriter inner) : GuardedStream(inner)
{
    public override void Write(string? value) => base.Write(Shown(value));

    public override void WriteLine(string? value) => base.WriteLine(Shown(value));

    private static string? Shown(string? text) =>
        text is not null && text.Any(IsCommand) ? string.Concat(text.Select(letter => IsCommand(letter) ? '?' : letter)) : text;

    private static bool IsCommand(char letter) => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t');

    protected override void Refused(IOException refusal) =>
        throw new RunException($"standard output cannot be written ({refusal.Message}); free some space or send it elsewhere", refusal);
}

/// <summary>Standard error: progress and the reason of a failure. Where it takes no more there is nobody left to tell, and the work goes on.</summary>
internal sealed class ProgressStream(TextWriter inner) : GuardedStream(inner)
{
    protected override void Refused(IOException refusal)
    {
    }
}

/// <summary>A writer whose refusals are decided on by those derived from it.</summary>
internal abstract class GuardedStream(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Guard(() => inner.Write(value));

    public override void Write(string? value) => Guard(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Guard(() => inner.Write(buffer, index, count));

    public override void WriteLine(string? value) => Guard(() => inner.WriteLine(value));

    public override void Flush() => Guard(inner.Flush);

    protected abstract void Refused(IOException refusal);

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (IOException refusal)
        {
            Refused(refusal);
        }
    }
}
