using FcnEngine.Training.TensorBoard;

namespace FcnEngine.CrashHarness.Checks;

/// <summary>
/// The curves of a run's log folder as TensorBoard puts them together: files in the order of their names; a restart voids what was told of
/// its step and later ones. A step that is told of twice all the same is a fault.
/// </summary>
/// <param name="Points">By run and tag, such as <c>train/loss</c>, then by step.</param>
/// <param name="Faults">What must not be.</param>
internal sealed record Curves(IReadOnlyDictionary<string, SortedDictionary<long, float>> Points, IReadOnlyList<string> Faults)
{
    /// <summary>Its values depend on the machine's mood; its steps do not.</summary>
    private const string Speed = "train/images_per_second";

    public static Curves Read(string runFolder)
    {
        var curves = new SortedDictionary<string, SortedDictionary<long, float>>(StringComparer.Ordinal);
        var faults = new List<string>();
        foreach (var part in (string[])[RunLog.TrainRun, RunLog.EvalRun])
        {
            try
            {
                Read(Path.Combine(runFolder, RunLog.DefaultName, part), part, curves, faults);
            }
            catch (InvalidDataException damage)
            {
                faults.Add(damage.Message);
            }
        }

        return new Curves(curves, faults);
    }

    /// <summary>How many steps are told of, from the first to the last without a gap.</summary>
    public long Steps => Points.TryGetValue("train/loss", out var loss) && loss.Count > 0 && loss.Last().Key == loss.Count - 1 ? loss.Count : 0;

    /// <summary>In what these curves are not the others; empty where they are the same bits.</summary>
    public IEnumerable<string> Differences(Curves others)
    {
        foreach (var tag in Points.Keys.Union(others.Points.Keys))
        {
            if (!Points.TryGetValue(tag, out var mine) || !others.Points.TryGetValue(tag, out var theirs)) yield return $"the curve {tag} is missing on one side";
            else if (!mine.Keys.SequenceEqual(theirs.Keys)) yield return $"{tag} has steps {Text(mine)}, not {Text(theirs)}";
            else if (tag != Speed && !mine.Values.Select(BitConverter.SingleToInt32Bits).SequenceEqual(theirs.Values.Select(BitConverter.SingleToInt32Bits))) yield return $"{tag} has other values";
        }

        static string Text(SortedDictionary<long, float> curve) => $"{string.Join(' ', curve.Keys.Take(3))} .. {string.Join(' ', curve.Keys.TakeLast(3))} ({curve.Count} of them)";
    }

    private static void Read(string folder, string part, SortedDictionary<string, SortedDictionary<long, float>> curves, List<string> faults)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var shown in Directory.GetFiles(folder, "*tfevents*").Order(StringComparer.Ordinal).SelectMany(EventScan.Read))
        {
            if (shown.IsRestart)
            {
                foreach (var (_, curve) in curves.Where(known => known.Key.StartsWith(part + "/", StringComparison.Ordinal)))
                {
                    foreach (var late in curve.Keys.Where(step => step >= shown.Step).ToArray()) curve.Remove(late);
                }
            }

            foreach (var (name, value) in shown.Points)
            {
                var tag = $"{part}/{name}";
                if (!curves.TryGetValue(tag, out var curve)) curves.Add(tag, curve = []);
                if (!curve.TryAdd(shown.Step, value)) faults.Add($"{tag} has step {shown.Step} twice");
            }
        }
    }
}
