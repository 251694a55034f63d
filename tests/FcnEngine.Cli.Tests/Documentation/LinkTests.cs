using System.Text.RegularExpressions;

namespace FcnEngine.Cli.Tests.Documentation;

/// <summary>README.md and docs/*.md lead nowhere that is not there.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Every_link_into_the_repository_has_its_file_and_heading()
    {
        var (links, wrong) = (0, new List<string>());
        foreach (var page in MarkdownPage.All())
        {
            foreach (Match link in Link().Matches(File.ReadAllText(page.Path)))
            {
                links++;
                var (path, heading) = (link.Groups["path"].Value, link.Groups["heading"].Value);
                var target = path.Length == 0 ? page.Path : Path.Combine(Path.GetDirectoryName(page.Path)!, path);
                if (!File.Exists(target) && !Directory.Exists(target)) wrong.Add($"{page.Path}: there is no {path}");
                else if (heading.Length > 0 && !Headings(target).Contains(heading)) wrong.Add($"{page.Path}: {Path.GetFileName(target)} has no heading #{heading}");
            }
        }

        Assert.True(links > 10);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    // As GitHub makes them: lower case, blanks as dashes, no other signs.
    private static IEnumerable<string> Headings(string page) => File.ReadLines(page).Where(line => line.StartsWith('#'))
        .Select(line => Sign().Replace(line.TrimStart('#').Trim().ToLowerInvariant().Replace(' ', '-'), ""));

    [GeneratedRegex(@"\]\((?!https?:)(?<path>[^)#\s]*)(#(?<heading>[^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w-]")]
    private static partial Regex Sign();
}
