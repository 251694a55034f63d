using System.Globalization;
using FcnEngine.Training.Metrics;

namespace FcnEngine.Training.Report;

/// <summary>Figures as a report writes them, the same everywhere in it.</summary>
public static class Figures
{
    /// <summary>What stands for a figure that is not known.</summary>
    public const string Unknown = "–";

    public static string Dice(double? value) => Write(value, "F4");

    /// <summary>A share of pixels, to the five digits that tell accuracies near 1 apart.</summary>
    public static string Share(double? value) => Write(value, "F5");

    public static string Millimetres(double? value) => Write(value, "F2");

    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Mean and deviation of Dice.</summary>
    public static string Dice(Spread? spread) => spread is not { } known ? Unknown : known.Deviation is null ? Dice(known.Mean) : $"{Dice(known.Mean)} ± {Dice(known.Deviation)}";

    private static string Write(double? value, string format) => value is { } known && double.IsFinite(known) ? known.ToString(format, CultureInfo.InvariantCulture) : Unknown;
}
