namespace FcnEngine.Testing.Checks;

/// <summary>The error measure of the whole project: norm of the difference over norm of the reference.</summary>
public static class RelativeError
{
    /// <summary>
    /// The relative error by norm. Where the reference is NaN or infinite the value must be too, and such places are left out;
    /// any other NaN or infinity gives infinity. A reference of norm zero allows only zeros.
    /// </summary>
    public static double Of(ReadOnlySpan<double> values, ReadOnlySpan<double> reference)
    {
        if (values.Length != reference.Length) return double.PositiveInfinity;
        double difference = 0, norm = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(reference[i]))
            {
                if (!values[i].Equals(reference[i])) return double.PositiveInfinity;
                continue;
            }

            if (!double.IsFinite(values[i])) return double.PositiveInfinity;
            difference += (values[i] - reference[i]) * (values[i] - reference[i]);
            norm += reference[i] * reference[i];
        }

        return difference == 0 ? 0 : Math.Sqrt(difference / norm);
    }

    /// <summary>The place where the two differ most, in words.</summary>
    public static string Worst(ReadOnlySpan<double> values, ReadOnlySpan<double> reference)
    {
        var (worst, largest) = (0, -1.0);
        for (var i = 0; i < Math.Min(values.Length, reference.Length); i++)
        {
            if (values[i].Equals(reference[i])) continue;
            var difference = Math.Abs(values[i] - reference[i]);
            if (!double.IsFinite(difference)) return $"element {i}: expected {reference[i]:G9}, got {values[i]:G9}";
            if (difference > largest) (worst, largest) = (i, difference);
        }

        return values.Length == 0 ? "no elements" : $"element {worst}: expected {reference[worst]:G9}, got {values[worst]:G9}";
    }
}
