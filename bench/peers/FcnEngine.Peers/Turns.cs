using System.Diagnostics;
using System.Globalization;

namespace FcnEngine.Peers;

/// <summary>
/// The measured side of a comparison: a process of its own that holds one workload ready, and runs it only when its turn comes.
/// It prints <c>ready</c>; to each line <c>SECONDS</c> on its input it answers <c>median ms, CPU ms a step, steps</c>; the end of the input ends it.
/// </summary>
internal static class Turns
{
    private const int FewestSteps = 3;

    /// <param name="step">One step; it returns when its work is done.</param>
    /// <param name="remark">What the other side should know, such as the vectors in use.</param>
    public static void Serve(Action step, string remark)
    {
        for (var i = 0; i < FewestSteps; i++) step();
        Console.WriteLine($"ready {remark}");
        while (Console.ReadLine() is { } seconds) Console.WriteLine(Turn(step, double.Parse(seconds, CultureInfo.InvariantCulture)));
    }

    private static string Turn(Action step, double seconds)
    {
        step(); // caches and sleeping threads are not what a turn measures
        var times = new List<double>();
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var turn = Stopwatch.StartNew();
        while (times.Count < FewestSteps || turn.Elapsed.TotalSeconds < seconds)
        {
            var start = Stopwatch.GetTimestamp();
            step();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        process.Refresh();
        var perStep = (process.TotalProcessorTime - processor).TotalMilliseconds / times.Count;
        times.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{times[times.Count / 2]} {perStep} {times.Count}");
    }
}
