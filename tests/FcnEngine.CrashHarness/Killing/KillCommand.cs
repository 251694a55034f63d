using System.Globalization;
using FcnEngine.CrashHarness.Results;
using FcnEngine.CrashHarness.Subjects;

namespace FcnEngine.CrashHarness.Killing;

/// <summary><c>kill [--count N] [--few N] [--saves N] [--seed N] [--subjects a,b] [--table FILE] [--commit TEXT]</c>.</summary>
internal static class KillCommand
{
    public static string[] Options { get; } = ["--count", "--few", "--saves", "--seed", "--subjects", "--table", "--commit"];

    public static int Execute(Dictionary<string, string> options)
    {
        var (count, few, saves, seed) = (Number("--count", 100), Number("--few", 10), Number("--saves", 8), Number("--seed", 1));
        var names = options.GetValueOrDefault("--subjects") is { } list ? list.Split(',') : [.. Subject.All.Select(subject => subject.Name)];
        var results = new List<KillResult>();
        foreach (var subject in names.Select(Subject.Find))
        {
            using var killer = new Killer(subject);
            // The first is killed most; those that take long, a few times.
            Keep(killer.AtRandom(subject == Subject.All[0] ? count : few, seed));
            if (!subject.DiesOnDemand) continue;
            Keep(killer.AtEachMoment(subject == Subject.All[0] ? saves : 2));
            if (subject == Subject.All[0]) Keep(killer.WhenBegunAnew());
        }

        if (options.TryGetValue("--table", out var table)) KillTable.Write(table, results, seed, options.GetValueOrDefault("--commit", "unknown"));
        return results.Exists(result => result.FaultCount > 0) ? 1 : 0;

        int Number(string name, int preset) => options.TryGetValue(name, out var text) ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : preset;

        void Keep(KillResult result)
        {
            results.Add(result);
            Console.WriteLine(KillTable.Row(result));
            foreach (var fault in result.Faults) Console.WriteLine(fault);
        }
    }
}
