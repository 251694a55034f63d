using FcnEngine.Cli.Hosting;
using FcnEngine.Cli.Tests.Support;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Cli.Tests.Documentation;

/// <summary>Every command that README.md and docs/*.md show must still be one.</summary>
public sealed class DocumentedCommandsTests
{
    private static readonly string[] s_starts = ["fcn ", "dotnet run -c Release --project src/FcnEngine.Cli -- "];

    [Fact]
    public void Every_command_shown_parses_and_its_settings_make_sense()
    {
        var commands = MarkdownPage.All().SelectMany(page => page.Blocks.SelectMany(block => Commands(block).Select(found => (Place: $"{Path.GetFileName(page.Path)}, line {found.Line}", found.Words)))).ToArray();
        Assert.Contains(commands, command => command.Words[0] == "train");
        var wrong = commands.Select(command => (command.Place, Fault: FaultOf(command.Words), command.Words)).Where(command => command.Fault is not null).ToArray();
        Assert.True(wrong.Length == 0, string.Join('\n', wrong.Select(command => $"{command.Place}: fcn {string.Join(' ', command.Words)}: {command.Fault}")));
    }

    [Fact]
    public void The_sweep_shown_is_one() => TryShown("fcn sweep", file =>
    {
        var result = FcnCommand.Run("sweep", file, "--list");
        Assert.True(result.ExitCode == 0, result.Error);
    });

    [Fact]
    public void The_settings_shown_are_some() => TryShown("fcn train", file => Assert.NotEqual(new RunSettings(), ConfigurationFile.Read(file).Over(new RunSettings())));

    private static void TryShown(string section, Action<string> read)
    {
        using var folder = new TempFolder();
        var shown = MarkdownPage.Named("command-line.md").Blocks.Where(block => block.Language == "yaml" && block.Section == section).ToArray();
        Assert.NotEmpty(shown);
        foreach (var block in shown)
        {
            File.WriteAllLines(folder.File("shown.yaml"), block.Lines);
            read(folder.File("shown.yaml"));
        }
    }

    [Theory]
    [InlineData("fcn train --learning_rte 1", "--learning_rte")]
    [InlineData("fcn trane", "trane")]
    [InlineData("fcn train --batch_size none", "--batch_size must be a whole number")]
    public void A_wrong_command_would_be_found(string line, string fault) =>
        Assert.Contains(fault, FaultOf(Assert.Single(Commands(new FencedBlock(1, "", [line]))).Words));

    [Fact]
    public void Continuations_comments_and_what_a_shell_does_are_understood()
    {
        string[] lines = ["fcn train --network fcn \\", "  --data_dir \"my data\"   # on all cores", "x=1", "fcn eval --data_dir d > out.txt", "dotnet run -c Release --project src/FcnEngine.Cli -- devices"];
        var words = Commands(new FencedBlock(1, "", lines)).Select(command => string.Join('|', command.Words));
        Assert.Equal(["train|--network|fcn|--data_dir|my data", "eval|--data_dir|d", "devices"], words);
    }

    private static string? FaultOf(string[] words)
    {
        try
        {
            var parsed = CommandLine.Parse(words, new CliHost(TextWriter.Null, TextWriter.Null, ErrorIsTerminal: false, "."));
            foreach (var setting in SettingTable.All)
            {
                // A word with a $ is a shell's variable.
                if (parsed.GetResult($"--{setting.Name}") is { Tokens: [var value] } && !value.Value.Contains('$', StringComparison.Ordinal)) setting.With(new RunSettings(), value.Value);
            }

            return null;
        }
        catch (Exception refusal) when (refusal is UsageException or SettingException)
        {
            return refusal is SettingException ? $"--{refusal.Message}" : refusal.Message;
        }
    }

    private static IEnumerable<(int Line, string[] Words)> Commands(FencedBlock block)
    {
        for (var i = 0; i < block.Lines.Count; i++)
        {
            var (place, line) = (block.Line + i + 1, block.Lines[i].Trim());
            while (line.EndsWith('\\') && i + 1 < block.Lines.Count) line = line[..^1] + block.Lines[++i].Trim();
            if (s_starts.FirstOrDefault(start => line.StartsWith(start, StringComparison.Ordinal)) is { } start) yield return (place, [.. Words(line[start.Length..])]);
        }
    }

    // Up to a comment, a pipe or a redirection; quotes hold blanks together.
    private static IEnumerable<string> Words(string line)
    {
        var pieces = line.Split('"');
        for (var i = 0; i < pieces.Length; i++)
        {
            if (i % 2 == 1) yield return pieces[i];
            else
            {
                foreach (var word in pieces[i].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    if (word[0] is '#' or '|' or '>' or '&' or ';') yield break;
                    yield return word;
                }
            }
        }
    }
}
