using FcnEngine.Data.Contours;
using FcnEngine.Data.Phantom;
using FcnEngine.Data.Records;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Phantom;

public sealed class PhantomTests
{
    private static readonly Lazy<PhantomSet> s_set = new(() => PhantomSet.Generate(new PhantomOptions()));

    [Fact]
    public void A_tenth_is_for_val_and_no_patient_is_on_both_sides()
    {
        var set = s_set.Value;
        // 120 / 10 = 12.
        Assert.Equal((108, 12), (set.Train.Count, set.Val.Count));
        Assert.Empty(set.Train.Select(s => s.Patient).Intersect(set.Val.Select(s => s.Patient)));
        Assert.True(set.Val.Select(s => s.Patient).Distinct().Count() >= 2);
        Assert.All(set.Train.GroupBy(s => s.Patient), patient => Assert.True(patient.Count() >= 2));
        Assert.Equal(120, set.Train.Concat(set.Val).Select(s => s.Name).Distinct().Count());
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(29, 2)]
    [InlineData(30, 3)]
    [InlineData(41, 4)]
    public void Small_sets_keep_at_least_two_for_val(int images, int val)
    {
        var set = PhantomSet.Generate(new PhantomOptions { Images = images });
        Assert.Equal((images - val, val), (set.Train.Count, set.Val.Count));
    }

    [Fact]
    public void The_ventricle_covers_what_it_covers_in_the_clinic()
    {
        var shares = s_set.Value.Train.Select(s => s.LabelledPixels / 65536.0).ToArray();
        Assert.InRange(shares.Average(), 0.015, 0.025);
        // Apical slices: a tenth of the usual area, but never nothing.
        Assert.Contains(shares, share => share < 0.0025);
        Assert.All(shares, share => Assert.InRange(share, 0.0002, 0.06));
        Assert.All(s_set.Value.Train, s => Assert.Null(s.FindFault()));
    }

    // The best a single brightness threshold can do, known answers and all, is under 0.5.
    [Theory]
    [InlineData(1UL, 120)]
    [InlineData(7UL, 120)]
    [InlineData(1UL, 60)]
    public void No_brightness_threshold_finds_the_ventricle(ulong seed, int images)
    {
        var set = seed == 1 && images == 120 ? s_set.Value : PhantomSet.Generate(new PhantomOptions { Seed = seed, Images = images });
        Assert.InRange(Baselines.BestThresholdDice(set.Val), 0.05, 0.5);
    }

    // One mask for every frame, its voting threshold chosen on the training part, is under 0.6.
    [Theory]
    [InlineData(1UL, 120)]
    [InlineData(7UL, 120)]
    [InlineData(1UL, 60)]
    public void No_fixed_mask_finds_the_ventricle(ulong seed, int images)
    {
        var set = seed == 1 && images == 120 ? s_set.Value : PhantomSet.Generate(new PhantomOptions { Seed = seed, Images = images });
        Assert.InRange(Baselines.FixedMaskDice(set.Train, set.Val), 0.05, 0.6);
    }

    [Fact]
    public void The_same_seed_gives_the_same_frames_and_another_seed_others()
    {
        var options = new PhantomOptions { Images = 6, Seed = 3 };
        var (first, again, other) = (PhantomSet.Generate(options), PhantomSet.Generate(options), PhantomSet.Generate(options with { Seed = 4 }));
        for (var i = 0; i < first.Train.Count; i++)
        {
            TestSamples.AssertSame(first.Train[i], again.Train[i]);
            Assert.NotEqual(first.Train[i].Pixels, other.Train[i].Pixels);
        }
    }

    [Fact]
    public void Blood_is_bright_and_muscle_dark_around_it()
    {
        var slice = PhantomSet.Plan(new PhantomOptions()).First(s => s.Cavity.Radius > 18);
        var frame = slice.Render();
        var inside = Mean(frame, ContourMask.Fill(frame.Contour, FrameSize.Lab));
        var wall = slice.Cavity.Grown(slice.Wall * 0.5);
        var ring = Enumerable.Range(0, 90).Select(i => 2 * Math.PI * i / 90)
            .Average(a => frame.Pixels[(int)(wall.Y + wall.RadiusAt(a) * Math.Sin(a)) * 256 + (int)(wall.X + wall.RadiusAt(a) * Math.Cos(a))]);
        Assert.True(inside > 1.5 * ring, $"blood {inside:F0}, wall {ring:F0}");
    }

    [Fact]
    public void A_written_set_is_read_back_with_its_split()
    {
        using var folder = new TempFolder();
        var set = PhantomSet.Write(folder.Path, new PhantomOptions { Images = 5 });
        var train = RecordFile.Read(folder.File(RecordFile.TrainName));
        var val = RecordFile.Read(folder.File(RecordFile.ValName));
        Assert.Equal((3, 2), (train.Count, val.Count));
        TestSamples.AssertSame(set.Val[1], val[1]);
        Assert.Equal(1 + 5, File.ReadAllLines(folder.File("split.csv")).Length);
        Assert.Equal(3, Directory.GetFiles(folder.Path).Length);
    }

    private static double Mean(PhantomFrame frame, byte[] mask) => frame.Pixels.Where((_, i) => mask[i] == 1).Average();
}
