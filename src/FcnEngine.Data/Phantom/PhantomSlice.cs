using FcnEngine.Data.Contours;
using FcnEngine.Data.Randomness;

namespace FcnEngine.Data.Phantom;

/// <summary>One slice through a synthetic patient: where it cuts the heart and what shape the cavity has there.</summary>
internal sealed record PhantomSlice
{
    private const double SystolicShrink = 0.72, SystolicThickening = 1.35;

    public required PhantomPatient Patient { get; init; }

    /// <summary>Place in the stack, from the base, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>0 at the base, 1 at the apex.</summary>
    public required double Depth { get; init; }

    public required bool Systole { get; init; }

    public required Blob Cavity { get; init; }

    public required double Wall { get; init; }

    /// <summary>Image numbers run on through the stack, 20 phases a slice, as in a cine series.</summary>
    public int ImageNumber => 20 * Index + (Systole ? 8 : 0) + 1;

    public string Name => $"{Patient.Name}-IM-0001-{ImageNumber:D4}";

    public float Position => (float)Math.Round((double)Patient.SliceGap * Index, 1);

    public static PhantomSlice Draw(PhantomPatient patient, int index, int count)
    {
        var random = new RandomStream(patient.Seed, StreamPurpose.PhantomSlice, ((long)patient.Number << 20) + index);
        // Short stacks sample the same base-to-apex range more coarsely.
        var depth = (index + random.Uniform(0.1, 1)) / count;
        var systole = random.NextDouble() < 0.35;
        // Nearly a cylinder at the base, closing quickly towards the apex.
        var taper = Math.Sqrt(Math.Max(0, 1 - Math.Pow(depth, 3)));
        var radius = Math.Max(3, patient.CavityRadius * taper * (systole ? SystolicShrink : 1));
        return new PhantomSlice
        {
            Patient = patient,
            Index = index,
            Depth = depth,
            Systole = systole,
            Cavity = new Blob(
                patient.HeartX + patient.DriftX * depth + random.Uniform(-1.5, 1.5),
                patient.HeartY + patient.DriftY * depth + random.Uniform(-1.5, 1.5),
                radius,
                random.Uniform(0, 0.1),
                random.Uniform(0, Math.PI),
                random.Uniform(0, 0.05),
                random.Uniform(0, Math.PI)),
            Wall = patient.WallThickness * (systole ? SystolicThickening : 1),
        };
    }

    /// <summary>The endocardial border as a reader would draw it: a point about every half pixel, papillary muscles inside.</summary>
    public Contour Contour()
    {
        var count = Math.Max(16, (int)(4 * Math.PI * Cavity.Radius));
        var points = new ContourPoint[count];
        for (var i = 0; i < count; i++)
        {
            var angle = 2 * Math.PI * i / count;
            var (sin, cos) = Math.SinCos(angle);
            var radius = Cavity.RadiusAt(angle);
            // Two decimals, as contour files have them: the mask of the file is the mask of the frame.
            points[i] = new ContourPoint(Math.Round(Cavity.X + radius * cos, 2), Math.Round(Cavity.Y + radius * sin, 2));
        }
        return new Contour(points);
    }

    public PhantomFrame Render() => new(this, PhantomAnatomy.Paint(this, FrameSize.Lab), Contour());
}

/// <summary>A rendered slice: its pixels and the contour its mask comes from.</summary>
internal sealed record PhantomFrame(PhantomSlice Slice, int[] Pixels, Contour Contour)
{
    public Sample ToSample() => new()
    {
        Name = Slice.Name,
        Patient = Slice.Patient.Name,
        Height = FrameSize.Lab.Height,
        Width = FrameSize.Lab.Width,
        Pixels = Pixels,
        Mask = ContourMask.Fill(Contour, FrameSize.Lab),
        PixelSpacing = new PixelSpacing(Slice.Patient.PixelSpacing, Slice.Patient.PixelSpacing),
        SlicePosition = Slice.Position,
    };
}
