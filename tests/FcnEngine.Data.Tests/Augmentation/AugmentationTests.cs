using FcnEngine.Data.Augmentation;
using FcnEngine.Data.Batching;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Augmentation;

public sealed class AugmentationTests
{
    private const Augmentations Exact = Augmentations.Flip | Augmentations.Turn | Augmentations.Transpose;

    // 1 2 3
    // 4 5 6     the mask marks 2 and 6.
    // 7 8 9
    private static readonly Sample s_nine = new() { Height = 3, Width = 3, Pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9], Mask = [0, 1, 0, 0, 0, 1, 0, 0, 0] };

    private static readonly Sample[] s_samples = [.. Enumerable.Range(0, 5).Select(i => TestSamples.Make(8, 8, i))];

    [Theory]
    [InlineData(-1.0, 0.0, 0.0, 1.0, new[] { 7, 8, 9, 4, 5, 6, 1, 2, 3 })] // Top for bottom.
    [InlineData(1.0, 0.0, 0.0, -1.0, new[] { 3, 2, 1, 6, 5, 4, 9, 8, 7 })] // Left for right.
    [InlineData(0.0, 1.0, 1.0, 0.0, new[] { 1, 4, 7, 2, 5, 8, 3, 6, 9 })] // Rows for columns.
    [InlineData(0.0, 1.0, -1.0, 0.0, new[] { 3, 6, 9, 2, 5, 8, 1, 4, 7 })] // A quarter turn to the left.
    public void Pixels_and_labels_move_as_the_change_says(double rowByRow, double rowByColumn, double columnByRow, double columnByColumn, int[] expected)
    {
        var (image, labels) = Apply(s_nine, new FrameChange(rowByRow, rowByColumn, 0, columnByRow, columnByColumn, 0, 1, 0));
        Assert.Equal(expected.Select(v => v / 1024f), image);
        Assert.Equal(expected.Select(v => (byte)(v is 2 or 6 ? 1 : 0)), labels);
    }

    [Fact]
    public void A_shift_repeats_the_edge_and_half_a_pixel_blends()
    {
        var (image, labels) = Apply(s_nine, FrameChange.Nothing with { ColumnShift = 1 });
        Assert.Equal(new[] { 2, 3, 3, 5, 6, 6, 8, 9, 9 }.Select(v => v / 1024f), image);
        Assert.Equal(new byte[] { 1, 0, 0, 0, 1, 1, 0, 0, 0 }, labels);
        // Halfway between two rows; the last row is the edge itself.
        Assert.Equal(new[] { 2.5f, 3.5f, 4.5f, 5.5f, 6.5f, 7.5f, 7, 8, 9 }.Select(v => v / 1024f), Apply(s_nine, FrameChange.Nothing with { RowShift = 0.5 }).Image);
    }

    [Fact]
    public void Intensity_changes_values_and_no_label()
    {
        var (image, labels) = Apply(s_nine, FrameChange.Nothing with { Gain = 2, Offset = 0.5 });
        Assert.Equal(s_nine.Pixels.Select(v => v / 1024f * 2 + 0.5f), image);
        Assert.Equal(s_nine.Mask, labels);
    }

    [Fact]
    public void Flips_turns_and_transposition_only_move_pixels()
    {
        var seen = new HashSet<string>();
        for (var epoch = 0; epoch < 200; epoch++)
        {
            var (image, labels) = Apply(s_nine, FrameChange.Draw(Exact, s_nine.Size, 7, epoch, 3));
            Assert.Equal(s_nine.Pixels, image.Select(v => (int)(v * 1024)).Order());
            // The labels went where their pixels went.
            Assert.Equal(image.Select(v => (byte)(v * 1024 is 2 or 6 ? 1 : 0)), labels);
            seen.Add(string.Join(' ', image));
        }
        // The square has eight symmetries.
        Assert.Equal(8, seen.Count);
    }

    [Fact]
    public void Rotation_and_scale_keep_a_disc_a_disc_in_the_middle()
    {
        const int extent = 101;
        var mask = new byte[extent * extent];
        for (var i = 0; i < mask.Length; i++)
            mask[i] = (i / extent - 50) * (i / extent - 50) + (i % extent - 50) * (i % extent - 50) <= 900 ? (byte)1 : (byte)0;
        var disc = new Sample { Height = extent, Width = extent, Pixels = Array.ConvertAll(mask, v => v * 1000), Mask = mask };
        for (var epoch = 0; epoch < 20; epoch++)
        {
            var turned = Apply(disc, FrameChange.Draw(Augmentations.Rotate, disc.Size, 1, epoch, 0));
            // About every other pixel of its rim, 188 long, may fall to the other side.
            Assert.InRange(turned.Labels.Zip(mask).Count(pair => pair.First != pair.Second), 0, 100);
            var scaled = Apply(disc, FrameChange.Draw(Augmentations.Scale, disc.Size, 1, epoch, 0));
            // The area of a disc of radius 27 to 33.
            Assert.InRange(scaled.Labels.Count(v => v == 1), Math.PI * 26.5 * 26.5, Math.PI * 33.5 * 33.5);
            // Label and bright pixels stay together.
            Assert.All(scaled.Image.Zip(scaled.Labels), pair => Assert.True(pair.Second == 1 ? pair.First > 0.2 : pair.First < 0.8));
        }
    }

    // Sizes that leave vectors a rest; the last is not square, so it takes no turns.
    [Theory]
    [InlineData(64, 64, Augmentations.All)]
    [InlineData(33, 33, Augmentations.All)]
    [InlineData(2, 2, Augmentations.All)]
    [InlineData(1, 1, Augmentations.All)]
    [InlineData(40, 71, Augmentations.Flip | Augmentations.Rotate | Augmentations.Shift | Augmentations.Scale | Augmentations.Intensity)]
    [InlineData(5, 71, Augmentations.Flip | Augmentations.Intensity)]
    public void Every_pixel_is_what_the_definition_says(int height, int width, Augmentations set)
    {
        var sample = TestSamples.Make(height, width, 2);
        for (var epoch = 0; epoch < 60; epoch++)
        {
            var change = FrameChange.Draw(set, sample.Size, 11, epoch, 0);
            var (image, labels) = Apply(sample, change);
            for (var i = 0; i < image.Length; i++)
            {
                double y = i / width - (height - 1) / 2.0, x = i % width - (width - 1) / 2.0;
                var row = Math.Clamp(change.RowByRow * y + change.RowByColumn * x + change.RowShift + (height - 1) / 2.0, 0, height - 1);
                var column = Math.Clamp(change.ColumnByRow * y + change.ColumnByColumn * x + change.ColumnShift + (width - 1) / 2.0, 0, width - 1);
                double Pixel(double r, double c) => sample.Pixels[(int)Math.Min(r, height - 1) * width + (int)Math.Min(c, width - 1)];
                double top = Math.Floor(row), left = Math.Floor(column), down = row - top, across = column - left;
                var blended = (1 - down) * ((1 - across) * Pixel(top, left) + across * Pixel(top, left + 1)) + down * ((1 - across) * Pixel(top + 1, left) + across * Pixel(top + 1, left + 1));
                Assert.Equal(blended / 1024 * change.Gain + change.Offset, image[i], 1e-5 * (1 + Math.Abs(blended / 1024)));
                // Within rounding of a half either neighbour is the nearest.
                if (Math.Abs(down - 0.5) > 1e-6 && Math.Abs(across - 0.5) > 1e-6)
                    Assert.Equal(sample.Mask[(int)Math.Round(row) * width + (int)Math.Round(column)], labels[i]);
            }
        }
    }

    [Fact]
    public void Epochs_and_frames_differ_and_a_resumed_loader_goes_on_bit_for_bit()
    {
        var options = new BatchLoaderOptions { BatchSize = 2, Seed = 5, Augment = Augmentations.All };
        var whole = Trace(options, 9);
        Assert.Equal(whole, Trace(options, 9));
        // 3 batches an epoch: batch 7 of the run is batch 1 of epoch 2.
        Assert.Equal(whole.Skip(7), Trace(options with { StartEpoch = 2, StartBatch = 1 }, 2));
        Assert.NotEqual(whole, Trace(options with { Augment = Augmentations.None }, 9));
        Assert.Equal(9, whole.Distinct().Count());
    }

    [Fact]
    public void A_kind_draws_the_same_whatever_is_beside_it()
    {
        var alone = FrameChange.Draw(Augmentations.Intensity, s_nine.Size, 3, 4, 5);
        var among = FrameChange.Draw(Augmentations.All, s_nine.Size, 3, 4, 5);
        Assert.Equal((alone.Gain, alone.Offset), (among.Gain, among.Offset));
        Assert.True(alone.MovesNothing);
    }

    [Theory]
    [InlineData("none", "none")]
    [InlineData("all", "all")]
    [InlineData("rotate, flip", "flip,rotate")]
    [InlineData("flip,turn,transpose,rotate,shift,scale,intensity", "all")]
    public void Sets_have_one_spelling(string text, string expected) => Assert.Equal(expected, AugmentationSet.Text(AugmentationSet.Parse(text)));

    [Theory]
    [InlineData("")]
    [InlineData("flip,")]
    [InlineData("Flip")]
    [InlineData("3")]
    [InlineData("shear")]
    public void Other_words_are_refused(string text) =>
        Assert.Equal("must be none, all, or some of flip,turn,transpose,rotate,shift,scale,intensity", Assert.Throws<FormatException>(() => AugmentationSet.Parse(text)).Message);

    [Fact]
    public void Frames_that_are_not_square_cannot_be_turned()
    {
        var error = Assert.Throws<ArgumentException>(() => new BatchLoader([TestSamples.Make(3, 4)], new BatchLoaderOptions { Augment = Augmentations.All }));
        Assert.Contains("turn,transpose needs square frames, these are 3x4", error.Message);
        using var loader = new BatchLoader([TestSamples.Make(3, 4)], new BatchLoaderOptions { Augment = Augmentations.Flip | Augmentations.Rotate });
        Assert.Equal(12, loader.Next().Images.Length);
    }

    private static (float[] Image, byte[] Labels) Apply(Sample sample, FrameChange change)
    {
        var (image, labels) = (new float[sample.Size.Pixels], new byte[sample.Size.Pixels]);
        FrameWarp.Apply(sample, change, image, labels);
        return (image, labels);
    }

    private static List<string> Trace(BatchLoaderOptions options, int batches)
    {
        using var loader = new BatchLoader(s_samples, options);
        var trace = new List<string>();
        for (var i = 0; i < batches; i++)
        {
            var batch = loader.Next();
            trace.Add($"{string.Join(' ', batch.Images.ToArray())} {string.Join(' ', batch.Labels.ToArray())}");
        }
        return trace;
    }
}
