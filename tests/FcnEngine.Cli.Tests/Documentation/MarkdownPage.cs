using System.Text.RegularExpressions;

namespace FcnEngine.Cli.Tests.Documentation;

/// <summary>One row of a table: its cells, code marks and escapes taken away.</summary>
internal sealed record TableRow(int Line, IReadOnlyList<string> Cells);

/// <summary>A fenced block: what stands behind the fence, its lines, and the section it is in.</summary>
internal sealed record FencedBlock(int Line, string Language, IReadOnlyList<string> Lines, string Section = "");

/// <summary>A page of the documentation, as far as the tests read it: sections by their heading, the rows of their tables, fenced blocks.</summary>
internal sealed partial class MarkdownPage
{
    private const string Fence = "```", Heading = "## ";

    private readonly Dictionary<string, List<TableRow>> _sections = [];

    public MarkdownPage(string path)
    {
        Path = path;
        var section = "";
        FencedBlock? block = null;
        var lines = File.ReadAllLines(path);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith(Fence, StringComparison.Ordinal))
            {
                block = block is null ? new FencedBlock(i + 1, lines[i][Fence.Length..].Trim(), [], section) : null;
                if (block is not null) Blocks.Add(block);
            }
            else if (block is not null) Blocks[^1] = block = block with { Lines = [.. block.Lines, lines[i]] };
            else if (lines[i].StartsWith(Heading, StringComparison.Ordinal)) _sections.Add(section = Plain(lines[i][Heading.Length..]), []);
            else if (lines[i].StartsWith('|') && _sections.TryGetValue(section, out var rows)) rows.Add(new TableRow(i + 1, Cells(lines[i])));
        }
    }

    public string Path { get; }

    /// <summary>Headings of the second rank, in order.</summary>
    public IReadOnlyCollection<string> Sections => _sections.Keys;

    public List<FencedBlock> Blocks { get; } = [];

    /// <summary>Every page that tells a user of commands: README.md and docs/*.md.</summary>
    public static IEnumerable<MarkdownPage> All()
    {
        var root = Root();
        return Directory.EnumerateFiles(System.IO.Path.Combine(root, "docs"), "*.md").Order(StringComparer.Ordinal)
            .Prepend(System.IO.Path.Combine(root, "README.md")).Select(path => new MarkdownPage(path));
    }

    public static MarkdownPage Named(string name) => new(System.IO.Path.Combine(Root(), "docs", name));

    /// <summary>The rows of a section's tables whose first cell is code; heads and rules have none.</summary>
    public IReadOnlyList<TableRow> Rows(string section) =>
        _sections.TryGetValue(section, out var rows) ? [.. rows.Where(row => row.Cells[0].Length > 0)] : [];

    /// <summary>The rows of a section's tables whose first cell is this plain word.</summary>
    public IReadOnlyList<TableRow> Rows(string section, string first) => [.. _sections[section].Where(row => row.Cells[0] == first)];

    // The first cell counts only where it is code; the others lose their marks.
    private static string[] Cells(string line)
    {
        var cells = ColumnEnd().Split(line.Trim()[1..^1]).Select(cell => cell.Replace("\\|", "|", StringComparison.Ordinal).Trim()).ToArray();
        return [.. cells.Select((cell, column) => column > 0 || cell.StartsWith('`') ? Plain(cell) : "")];
    }

    private static string Plain(string text) => text.Replace("`", "", StringComparison.Ordinal).Trim();

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "FcnEngine.sln"))) folder = folder.Parent;
        Assert.SkipWhen(folder is null, "the tests do not run inside a checkout");
        return folder!.FullName;
    }

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex ColumnEnd();
}
