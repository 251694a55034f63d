using System.Globalization;
using System.Text.RegularExpressions;
using FcnEngine.Data;
using FcnEngine.Training.Outlines;

namespace FcnEngine.Training.Tests.Outlines;

public sealed partial class MaskPathTests
{
    [Fact]
    public void A_rectangle_is_four_lines()
    {
        // Rows 1 and 2, columns 1 to 3 of 4 x 5.
        byte[] mask = [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0];
        Assert.Equal("M1 1h3v2h-3Z", MaskPath.Of(mask, new FrameSize(4, 5)));
    }

    [Fact]
    public void An_empty_mask_has_no_path() => Assert.Equal("", MaskPath.Of(new byte[9], new FrameSize(3, 3)));

    [Fact]
    public void Filling_the_path_gives_the_mask_back()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var size = new FrameSize(random.Next(1, 12), random.Next(1, 12));
            var density = random.NextDouble();
            byte[] mask = [.. Enumerable.Range(0, size.Pixels).Select(_ => random.NextDouble() < density ? (byte)1 : (byte)0)];
            Assert.Equal(mask, Fill(MaskPath.Of(mask, size), size));
        }
    }

    /// <summary>The oracle: a pixel is inside where a ray to the left crosses an odd number of upright lines.</summary>
    private static byte[] Fill(string path, FrameSize size)
    {
        var crossings = new int[size.Pixels];
        var (x, y, startX, startY) = (0, 0, 0, 0);
        foreach (Match move in Moves().Matches(path))
        {
            int Number(int group) => int.Parse(move.Groups[group].Value, CultureInfo.InvariantCulture);
            switch (move.Value[0])
            {
                case 'M':
                    (x, y) = (startX, startY) = (Number(1), Number(2));
                    break;
                case 'h':
                    x += Number(3);
                    break;
                case 'v':
                    Upright(y + Number(4));
                    break;
                default:
                    // A path closes with one straight line.
                    Assert.True(x == startX || y == startY);
                    Upright(startY);
                    break;
            }
        }

        return [.. crossings.Select(count => (byte)(count & 1))];

        void Upright(int to)
        {
            for (var row = Math.Min(y, to); row < Math.Max(y, to); row++)
            {
                for (var column = x; column < size.Width; column++) crossings[row * size.Width + column]++;
            }

            y = to;
        }
    }

    [GeneratedRegex(@"M(\d+) (\d+)|h(-?\d+)|v(-?\d+)|Z")]
    private static partial Regex Moves();
}
