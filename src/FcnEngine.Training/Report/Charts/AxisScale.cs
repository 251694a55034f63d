using System.Globalization;

namespace FcnEngine.Training.Report.Charts;

/// <summary>How the values of an axis are spread over it.</summary>
public enum AxisKind
{
    /// <summary>Equal differences take equal room.</summary>
    Linear,

    /// <summary>Equal factors take equal room.</summary>
    Logarithmic,

    /// <summary>For shares near 1: equal factors of what is missing to 1 take equal room.</summary>
    Nines,
}

/// <summary>Values -> places from 0 to 1, and where the axis has its marks.</summary>
/// <param name="From">The value at place 0.</param>
/// <param name="To">The value at place 1.</param>
/// <param name="Ticks">The marked values, ascending, all of them on the axis.</param>
public sealed record AxisScale(AxisKind Kind, double From, double To, IReadOnlyList<double> Ticks)
{
    /// <summary>What is missing to 1 counts at least so much: a share of 1 itself has no place on an axis of nines.</summary>
    private const double LeastError = 1e-6;

    private static readonly double[] s_nines = [0, 0.2, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9998, 0.9999, 0.99999];

    private double Low { get; } = Spread(Kind, From);

    private double Width { get; } = Spread(Kind, To) - Spread(Kind, From);

    /// <summary>An axis that begins and ends at round values around the given ones.</summary>
    public static AxisScale Around(IEnumerable<double> values, bool fromZero = false, int ticks = 5)
    {
        var (low, high) = Bounds(values, fromZero);
        var step = RoundStep((high - low) / ticks);
        var (first, last) = ((long)Math.Floor(low / step + 1e-9), (long)Math.Ceiling(high / step - 1e-9));
        double[] marks = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(place => Rounded((first + place) * step))];
        return new AxisScale(AxisKind.Linear, marks[0], marks[^1], marks);
    }

    /// <summary>An axis that ends exactly with the given bounds, with round values marked between them.</summary>
    public static AxisScale Between(double low, double high, int ticks = 5, double leastStep = 0)
    {
        if (high <= low) high = low + 1;
        var step = Math.Max(RoundStep((high - low) / ticks), leastStep);
        var first = (long)Math.Ceiling(low / step - 1e-9);
        var last = (long)Math.Floor(high / step + 1e-9);
        return new AxisScale(AxisKind.Linear, low, high, [.. Enumerable.Range(0, (int)Math.Max(0, last - first + 1)).Select(place => Rounded((first + place) * step))]);
    }

    /// <summary>A logarithmic axis around values above 0, from one of 1, 2, 5, 10 .. to another.</summary>
    public static AxisScale Logarithmic(IEnumerable<double> values)
    {
        var (low, high) = Bounds(values.Where(value => value > 0), fromZero: false);
        double[] round = [.. Enumerable.Range((int)Math.Floor(Math.Log10(low)) - 1, 40).SelectMany(power => new[] { 1.0, 2, 5 }.Select(digit => Rounded(digit * Math.Pow(10, power))))];
        var from = round.Last(mark => mark <= low * (1 + 1e-9));
        var to = round.First(mark => mark >= high * (1 - 1e-9) && mark > from);
        double[] marks = [.. round.Where(mark => mark >= from && mark <= to)];
        // Many powers: only the powers of ten are marked.
        return new AxisScale(AxisKind.Logarithmic, from, to, marks.Length > 8 ? [.. marks.Where(mark => Math.Abs(Math.Log10(mark) - Math.Round(Math.Log10(mark))) < 1e-9)] : marks);
    }

    /// <summary>An axis for shares near 1, such as accuracies.</summary>
    public static AxisScale Nines(IEnumerable<double> values)
    {
        var (low, high) = (1.0, 0.0);
        foreach (var value in values) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        var from = s_nines.LastOrDefault(mark => mark <= low, s_nines[0]);
        var to = s_nines.FirstOrDefault(mark => mark >= high && mark > from, s_nines[^1]);
        if (from >= to) from = s_nines[^2];
        return new AxisScale(AxisKind.Nines, from, to, [.. s_nines.Where(mark => mark >= from && mark <= to)]);
    }

    /// <summary>From 0 to 1 on the axis; values beside it are put on its ends.</summary>
    public double Place(double value) => Math.Clamp((Spread(Kind, value) - Low) / Width, 0, 1);

    /// <summary>The text of a mark: as many digits as its neighbours need.</summary>
    public string Text(double tick)
    {
        if (tick == 0) return "0";
        var gap = Kind == AxisKind.Linear && Ticks.Count > 1 ? Ticks[1] - Ticks[0] : Kind == AxisKind.Nines ? Math.Max(1 - tick, LeastError) : tick;
        if (Math.Abs(tick) is < 1e-4 or >= 1e7) return tick.ToString("0.##e0", CultureInfo.InvariantCulture);
        return tick.ToString($"N{Math.Clamp(-(int)Math.Floor(Math.Log10(gap) + 1e-9), 0, 6)}", CultureInfo.InvariantCulture);
    }

    private static (double Low, double High) Bounds(IEnumerable<double> values, bool fromZero)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values.Where(double.IsFinite)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (low > high) return (fromZero ? 0 : 0.1, 1);
        if (fromZero) low = Math.Min(low, 0);
        if (high > low) return (low, high);
        return high == 0 ? (low, 1) : (Math.Min(low, low * 2), Math.Max(high, high * 2));
    }

    private static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return power * (step / power) switch { <= 1.0001 => 1, <= 2.0001 => 2, <= 5.0001 => 5, _ => 10 };
    }

    private static double Rounded(double value) => double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static double Spread(AxisKind kind, double value) => kind switch
    {
        AxisKind.Logarithmic => Math.Log10(Math.Max(value, double.Epsilon)),
        AxisKind.Nines => -Math.Log10(Math.Max(1 - value, LeastError)),
        _ => value,
    };
}
