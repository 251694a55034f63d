using System.Diagnostics;
using FcnEngine.Data;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Fuzz.Running;

/// <summary>What became of one file.</summary>
/// <param name="Accepted">It was read; else it was refused.</param>
/// <param name="Fault">What broke a promise; null when nothing did.</param>
/// <param name="Time">Of the parser.</param>
/// <param name="Allocated">Bytes allocated in all, which is at least what the heap held at once.</param>
internal readonly record struct Outcome(bool Accepted, string? Fault, TimeSpan Time, long Allocated);

/// <summary>The promises: read or refused with a typed error that names file and place, in one line, within a second and 64 MB + 4 x the file.</summary>
internal static class Bounds
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);
    private const long FreeBytes = 64L << 20;
    private const int Retries = 2;

    public static Outcome Check(IFuzzFormat format, byte[] file)
    {
        var outcome = Measure(format, file);
        // A busy machine can hold up anything; only what is slow each time is slow.
        for (var again = 0; again < Retries && outcome.Time > s_longest; again++)
            outcome = Measure(format, file);
        var most = FreeBytes + 4L * file.Length;
        var fault = outcome.Fault
            ?? (outcome.Time > s_longest ? $"took {outcome.Time.TotalSeconds:F2} s" : null)
            ?? (outcome.Allocated > most ? $"allocated {outcome.Allocated} bytes for a file of {file.Length}" : null);
        return outcome with { Fault = fault };
    }

    private static Outcome Measure(IFuzzFormat format, byte[] file)
    {
        var held = GC.GetAllocatedBytesForCurrentThread();
        var began = Stopwatch.GetTimestamp();
        string? fault = null;
        var accepted = false;
        try
        {
            format.Parse(file);
            accepted = true;
        }
        catch (DataException refusal)
        {
            fault = refusal.Message.Contains('\n') ? $"a message of several lines: {refusal.Message}"
                : refusal.Offset is null && refusal.Line is null ? $"no place: {refusal.Message}"
                : refusal.Offset < 0 || refusal.Line < 1 ? $"a place before the file: {refusal.Message}" : null;
        }
        catch (SettingException refusal)
        {
            fault = refusal.Message.Contains('\n') ? $"a message of several lines: {refusal.Message}" : null;
        }
        catch (Exception failure)
        {
            fault = $"{failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ")} {failure.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}";
        }
        return new Outcome(accepted, fault, Stopwatch.GetElapsedTime(began), GC.GetAllocatedBytesForCurrentThread() - held);
    }
}
