using FcnEngine.Data.Randomness;

namespace FcnEngine.Data.Phantom;

/// <summary>
/// Paints a slice from the outside in: air, chest with fat, lungs, liver, stomach, spine and aorta, then the heart. Much besides
/// the left ventricle is as bright as blood, so brightness alone does not find it.
/// </summary>
internal static class PhantomAnatomy
{
    private const double Air = 8;

    public static int[] Paint(PhantomSlice slice, FrameSize size)
    {
        var patient = slice.Patient;
        var random = new RandomStream(patient.Seed, StreamPurpose.PhantomNoise, ((long)patient.Number << 20) + slice.Index);
        var canvas = new PhantomCanvas(size, Air);
        PaintChest(canvas, slice, random);
        PaintHeart(canvas, slice, random);
        canvas.Mottle(random, 6, 0.05);
        canvas.Mottle(random, 32, 0.06);
        canvas.Bias(patient.BiasStrength, patient.BiasAngle);
        return canvas.Scan(random, patient.Noise);
    }

    private static void PaintChest(PhantomCanvas canvas, PhantomSlice slice, RandomStream random)
    {
        var patient = slice.Patient;
        var chest = patient.Chest;
        var inner = chest.Grown(-patient.FatThickness);
        canvas.Paint(chest, patient.Fat);
        canvas.Paint(inner, patient.Muscle);
        var lungs = inner.Grown(-random.Uniform(7, 11));
        canvas.Paint(lungs with { X = lungs.X - lungs.RadiusX * 0.45, RadiusX = lungs.RadiusX * 0.55 }, patient.Lung);
        canvas.Paint(lungs with { X = lungs.X + lungs.RadiusX * 0.45, RadiusX = lungs.RadiusX * 0.55 }, patient.Lung);

        // Vessels in the lungs.
        for (var i = 0; i < 12; i++)
        {
            var angle = random.Uniform(0, 2 * Math.PI);
            var at = Math.Sqrt(random.Uniform(0.15, 0.8));
            canvas.Paint(new Ellipse(lungs.X + at * lungs.RadiusX * Math.Cos(angle), lungs.Y + at * lungs.RadiusY * Math.Sin(angle), random.Uniform(1, 3.5), random.Uniform(1, 2.5)), patient.Blood * random.Uniform(0.4, 0.9));
        }

        // Liver under the right lung (left in the picture), more of it towards the apex; a stomach now and then.
        var liver = 0.25 + 0.5 * slice.Depth;
        canvas.Paint(new Ellipse(lungs.X - lungs.RadiusX * 0.5, lungs.Y + lungs.RadiusY * 0.55, lungs.RadiusX * 0.5, lungs.RadiusY * liver * 0.7, 0.3), patient.Liver);
        if (random.NextDouble() < 0.5)
            canvas.Paint(new Ellipse(lungs.X + lungs.RadiusX * 0.55, lungs.Y + lungs.RadiusY * 0.6, random.Uniform(12, 22), random.Uniform(9, 15), random.Uniform(-0.5, 0.5)), patient.Fat * random.Uniform(0.5, 1));

        // Mediastinum, spine and the descending aorta beside it.
        canvas.Paint(new Ellipse(chest.X, chest.Y + chest.RadiusY * 0.25, 18, chest.RadiusY * 0.55), patient.Muscle);
        canvas.Paint(new Ellipse(chest.X, chest.Y + chest.RadiusY * 0.6, 15, 13), patient.Liver * 1.2);
        canvas.Paint(new Ellipse(chest.X, chest.Y + chest.RadiusY * 0.6 + 16, 5, 5), patient.Fat * 0.6);
        var aorta = random.Uniform(7, 9.5);
        canvas.Paint(new Ellipse(chest.X + random.Uniform(16, 22), chest.Y + chest.RadiusY * 0.48, aorta, aorta), patient.Blood * random.Uniform(0.9, 1.15));
    }

    private static void PaintHeart(PhantomCanvas canvas, PhantomSlice slice, RandomStream random)
    {
        var patient = slice.Patient;
        var cavity = slice.Cavity;
        var muscle = cavity.Grown(slice.Wall);
        var (sin, cos) = Math.SinCos(patient.SeptumAngle);

        // The right ventricle hugs the septum as a crescent and ends before the apex.
        var size = patient.CavityRadius * (1.25 - 0.75 * slice.Depth) * (slice.Systole ? 0.85 : 1);
        var away = muscle.Radius * 0.55 + size * 0.55;
        var right = new Ellipse(muscle.X + away * cos, muscle.Y + away * sin, size * 0.85, size * 1.15, patient.SeptumAngle);

        // Fat around the heart, in patches.
        canvas.Paint(right.Grown(7), patient.Fat * 0.8);
        canvas.Paint(muscle.Grown(random.Uniform(0, 4)), patient.Fat * 0.75);
        canvas.Paint(right.Grown(3), patient.Myocardium);
        if (slice.Depth < 0.92)
            canvas.Paint(new Without<Ellipse, Blob>(right, muscle), patient.Blood * random.Uniform(0.9, 1.1));

        // A right ventricle that reaches the chest wall ends there.
        var chest = patient.Chest;
        canvas.Paint(new Without<Ellipse, Ellipse>(chest.Grown(40), chest), Air);
        canvas.Paint(new Without<Ellipse, Ellipse>(chest, chest.Grown(-patient.FatThickness)), patient.Fat);

        canvas.Paint(muscle, patient.Myocardium);
        canvas.Paint(cavity, patient.Blood);
        if (cavity.Radius < 8)
            return;
        for (var side = -1; side <= 1; side += 2)
        {
            // The two papillary muscles stand opposite the septum.
            var angle = patient.SeptumAngle + Math.PI + side * random.Uniform(0.6, 1.1);
            var at = cavity.Radius * random.Uniform(0.55, 0.7);
            var thick = cavity.Radius * random.Uniform(0.13, 0.21);
            canvas.Paint(new Ellipse(cavity.X + at * Math.Cos(angle), cavity.Y + at * Math.Sin(angle), thick, thick * random.Uniform(0.8, 1.2), angle), patient.Myocardium * 1.1);
        }
    }
}
