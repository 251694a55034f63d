using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using FcnEngine.Cli.Hosting;
using FcnEngine.Cli.Tests.Support;
using FcnEngine.Training.TensorBoard;

namespace FcnEngine.Cli.Tests.Documentation;

/// <summary>Holds docs/command-line.md against the commands themselves; a failure says which row to add, correct or remove.</summary>
public sealed partial class CommandLinePageTests(SmallData small) : IClassFixture<SmallData>
{
    private const string Common = "Every command", CommandPrefix = "fcn ";

    private readonly MarkdownPage _page = MarkdownPage.Named("command-line.md");

    [Fact]
    public void Every_command_has_a_section_and_every_section_a_command()
    {
        var commands = Tree().Subcommands.Where(command => !command.Hidden).Select(command => CommandPrefix + command.Name);
        var sections = _page.Sections.Where(section => section.StartsWith(CommandPrefix, StringComparison.Ordinal));
        Assert.Equal(commands.Order(), sections.Order());
    }

    [Fact]
    public void Every_option_has_a_row_and_every_row_an_option()
    {
        var wrong = new List<string>();
        Compare(Common, Tree(), wrong);
        foreach (var command in Tree().Subcommands.Where(command => !command.Hidden)) Compare(CommandPrefix + command.Name, command, wrong);
        Assert.True(wrong.Count == 0, $"{_page.Path}:\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public void Every_exit_code_has_a_row()
    {
        var codes = typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => ((int)field.GetValue(null)!).ToString(CultureInfo.InvariantCulture));
        Assert.Equal(codes.Order(), _page.Rows("Exit codes").Select(row => row.Cells[0]).Order());
    }

    [Fact]
    public void Every_file_a_run_leaves_is_told()
    {
        var told = _page.Rows("What a run leaves").Select(row => Pattern(row.Cells[0])).ToArray();
        var files = Directory.EnumerateFiles(small.Run, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(small.Run, file).Replace('\\', '/')).ToArray();
        Assert.Contains("model.safetensors", files);
        Assert.All(files, file => Assert.Contains(told, pattern => pattern.IsMatch(file)));
    }

    [Fact]
    public void Every_curve_of_a_run_is_told()
    {
        foreach (var run in new[] { RunLog.TrainRun, RunLog.EvalRun })
        {
            var told = _page.Rows("TensorBoard", run).Select(row => row.Cells[1]).ToArray();
            var written = EventFileReader.ReadScalars(Path.Combine(small.Run, RunLog.DefaultName, run)).Keys;
            Assert.NotEmpty(written);
            Assert.All(written, tag => Assert.Contains(tag, told));
        }
    }

    private static RootCommand Tree() => CommandLine.Root(new CliHost(TextWriter.Null, TextWriter.Null, ErrorIsTerminal: false, "."));

    private void Compare(string section, Command command, List<string> wrong)
    {
        var rows = _page.Rows(section);
        if (rows.FirstOrDefault(row => row.Cells.Count != 3) is { } odd)
        {
            wrong.Add($"line {odd.Line}: a row of section '{section}' has three columns: option, default, meaning; write | in a cell as \\|");
            return;
        }

        var symbols = command.Arguments.Where(argument => !argument.Hidden).Select(argument => (Key: argument.Name, Wanted: argument.Name, argument.Description))
            .Concat(command.Options.Where(option => !option.Hidden).Select(option => (Key: option.Name, Wanted: Spelled(option), option.Description))).ToArray();
        foreach (var (key, wanted, description) in symbols)
        {
            var preset = Preset().Match(description ?? "") is { Success: true } match ? match.Groups[1].Value : null;
            var row = rows.FirstOrDefault(row => row.Cells[0].Split(' ')[0] == key);
            if (row is null) wrong.Add($"add to section '{section}': | `{wanted.Replace("|", "\\|", StringComparison.Ordinal)}` | {(preset is null ? "" : $"`{preset}` ")}| {Preset().Replace(description ?? "", "").TrimEnd()} |");
            else if (row.Cells[0] != wanted) wrong.Add($"line {row.Line}: '{row.Cells[0]}' is '{wanted}'");
            else if (preset is not null && row.Cells[1] != preset) wrong.Add($"line {row.Line}: the default of {key} is '{preset}', not '{row.Cells[1]}'");
            else if (row.Cells[2].Length == 0) wrong.Add($"line {row.Line}: say what {key} means");
        }

        wrong.AddRange(rows.Where(row => !symbols.Any(symbol => symbol.Key == row.Cells[0].Split(' ')[0]))
            .Select(row => $"line {row.Line}: {(section == Common ? "fcn" : section)} has no '{row.Cells[0]}'; remove the row"));
    }

    private static string Spelled(Option option) => option.HelpName is { } value ? $"{option.Name} {value}" : option.Name;

    // N stands for a digit, * for anything.
    private static Regex Pattern(string told) =>
        new($"^{Regex.Escape(told).Replace("N", @"\d", StringComparison.Ordinal).Replace(@"\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant);

    [GeneratedRegex(@"\[([^\[\]]*)\]$")]
    private static partial Regex Preset();
}
