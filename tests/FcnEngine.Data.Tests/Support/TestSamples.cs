using FcnEngine.Data.Randomness;

namespace FcnEngine.Data.Tests.Support;

/// <summary>Small samples with known content.</summary>
internal static class TestSamples
{
    public static Sample Make(int height, int width, int index = 0, int high = 2000)
    {
        var random = new RandomStream(99, StreamPurpose.PhantomNoise, index);
        var pixels = new int[height * width];
        var mask = new byte[height * width];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = random.Below(high);
            mask[i] = (byte)random.Below(2);
        }
        return new Sample
        {
            Name = $"P-{index:D2}-IM-0001-{index:D4}",
            Patient = $"P-{index:D2}",
            Height = height,
            Width = width,
            Pixels = pixels,
            Mask = mask,
            PixelSpacing = new PixelSpacing(1.25f, 1.5f),
            SlicePosition = -12.5f + index,
        };
    }

    public static void AssertSame(Sample expected, Sample actual)
    {
        Assert.Equal(expected.Pixels, actual.Pixels);
        Assert.Equal(expected.Mask, actual.Mask);
        // The arrays are compared above; the rest as values.
        Assert.Equal(expected with { Pixels = [], Mask = [] }, actual with { Pixels = expected.Pixels[..0], Mask = expected.Mask[..0] }, SampleFacts);
    }

    private static bool SampleFacts(Sample a, Sample b) =>
        (a.Name, a.Patient, a.Height, a.Width, a.PixelSpacing, a.SlicePosition) == (b.Name, b.Patient, b.Height, b.Width, b.PixelSpacing, b.SlicePosition);
}
