using System.Globalization;
using FcnEngine.Data.Randomness;

namespace FcnEngine.Training.Sweeps;

/// <summary>One setting and the values it takes: a list, or a range.</summary>
/// <param name="Name">As <see cref="Configuration.SettingTable"/> has it.</param>
/// <param name="Values">The list; empty where there is a range.</param>
/// <param name="Range">The range; null where there is a list.</param>
public sealed record SweepParameter(string Name, IReadOnlyList<string> Values, SweepRange? Range = null)
{
    /// <summary>The values of a grid.</summary>
    public IReadOnlyList<string> Points => Range is null ? Values : [.. Enumerable.Range(0, Range.Steps).Select(Range.Point)];

    /// <summary>One of them at random; of a range without steps, any value in it.</summary>
    public string Draw(RandomStream random)
    {
        if (Range is { Steps: 0 }) return Range.At(random.NextDouble());
        var points = Points;
        return points[random.Below(points.Count)];
    }
}

/// <summary>Numbers from one bound to another.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last.</param>
/// <param name="Steps">How many, evenly spaced; 0 for all between the bounds.</param>
/// <param name="IsLogarithmic">Whether factors are even instead of differences.</param>
/// <param name="IsWhole">Whether only whole numbers count.</param>
public sealed record SweepRange(double From, double To, int Steps, bool IsLogarithmic, bool IsWhole)
{
    public string Point(int index) => At((double)index / (Steps - 1));

    /// <summary>The value at a place from 0 to 1, to six digits: a setting is something to be written down and typed again.</summary>
    public string At(double place)
    {
        var value = IsLogarithmic ? From * Math.Pow(To / From, place) : From + (To - From) * place;
        if (IsWhole) return Math.Round(value).ToString("F0", CultureInfo.InvariantCulture);
        return double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
    }
}
