using FcnEngine.Data.Randomness;

namespace FcnEngine.Data.Phantom;

/// <summary>
/// What stays the same over the slices of one synthetic patient. Lengths in pixels, angles in radians, brightness in
/// stored values (about what the challenge's DICOM files hold).
/// </summary>
internal sealed record PhantomPatient
{
    public required ulong Seed { get; init; }

    public required int Number { get; init; }

    public string Name => $"PH-{Number:D4}";

    public required float PixelSpacing { get; init; }

    public required float SliceGap { get; init; }

    // The chest, and the heart within it.
    public required Ellipse Chest { get; init; }

    public required double FatThickness { get; init; }

    public required double HeartX { get; init; }

    public required double HeartY { get; init; }

    /// <summary>From the left ventricle to the right one, as seen in the picture.</summary>
    public required double SeptumAngle { get; init; }

    public required double CavityRadius { get; init; }

    public required double WallThickness { get; init; }

    /// <summary>How far the base-to-apex axis leans over the whole stack.</summary>
    public required double DriftX { get; init; }

    public required double DriftY { get; init; }

    public required double Blood { get; init; }

    public required double Myocardium { get; init; }

    public required double Muscle { get; init; }

    public required double Fat { get; init; }

    public required double Lung { get; init; }

    public required double Liver { get; init; }

    public required double Noise { get; init; }

    /// <summary>Brightness falls off away from the coil: strength, and the direction it comes from.</summary>
    public required double BiasStrength { get; init; }

    public required double BiasAngle { get; init; }

    public static PhantomPatient Draw(ulong seed, int number)
    {
        var random = new RandomStream(seed, StreamPurpose.PhantomPatient, number);
        double chestX = random.Uniform(118, 138), chestY = random.Uniform(118, 138);
        var (heartX, heartY) = HeartOffset(seed, number);
        return new PhantomPatient
        {
            Seed = seed,
            Number = number,
            PixelSpacing = (float)Math.Round(random.Uniform(1.2, 1.5), 4),
            SliceGap = (float)Math.Round(random.Uniform(8, 10), 1),
            Chest = new Ellipse(chestX, chestY, random.Uniform(98, 112), random.Uniform(78, 92), random.Uniform(-0.08, 0.08)),
            FatThickness = random.Uniform(6, 14),
            HeartX = chestX + heartX,
            HeartY = chestY + heartY,
            SeptumAngle = Math.PI + random.Uniform(-0.4, 0.4),
            CavityRadius = random.Uniform(21, 27),
            WallThickness = random.Uniform(7, 12),
            DriftX = random.Uniform(-8, 8),
            DriftY = random.Uniform(-8, 8),
            Blood = random.Uniform(560, 760),
            Myocardium = random.Uniform(190, 270),
            Muscle = random.Uniform(230, 320),
            Fat = random.Uniform(700, 950),
            Lung = random.Uniform(60, 120),
            Liver = random.Uniform(300, 420),
            Noise = random.Uniform(18, 40),
            BiasStrength = random.Uniform(0.1, 0.3),
            BiasAngle = random.Uniform(0, 2 * Math.PI),
        };
    }

    // Hearts lie on a ring around the usual place, two successive patients on opposite sides of it: even a set
    // of a few patients is spread so far that no fixed mask fits it.
    private static (double X, double Y) HeartOffset(ulong seed, int number)
    {
        var pair = new RandomStream(seed, StreamPurpose.PhantomPair, number / 2);
        var angle = pair.Uniform(0, 2 * Math.PI) + (number % 2) * Math.PI;
        var own = new RandomStream(seed, StreamPurpose.PhantomPair, 1L << 40 | (uint)number);
        var (sin, cos) = Math.SinCos(angle + own.Uniform(-0.3, 0.3));
        var away = own.Uniform(14, 25);
        return (10 + 1.25 * away * cos, -4 + 0.85 * away * sin);
    }
}
