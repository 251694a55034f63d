using System.Buffers.Binary;
using FcnEngine.Data.Images;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Images;

public sealed class PngTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Gray_and_masks_come_back_as_they_were_written()
    {
        var gray = Enumerable.Range(0, 5 * 7).Select(i => (byte)(i * 37)).ToArray();
        PngWriter.WriteGray(_folder.File("a.png"), 5, 7, gray);
        var back = PngReader.Read(_folder.File("a.png"));
        Assert.Equal((5, 7, 8), (back.Height, back.Width, back.Depth));
        Assert.Equal(gray.Select(v => (ushort)v), back.Pixels);

        PngWriter.WriteMask(_folder.File("m.png"), 2, 2, [0, 1, 1, 0]);
        Assert.Equal([0, 255, 255, 0], PngReader.Read(_folder.File("m.png")).Pixels.Select(v => (int)v));
        Assert.Equal(new FrameSize(2, 2), PngReader.ReadSize(_folder.File("m.png")));
    }

    [Fact]
    public void Colours_become_luma_and_grays_in_rgb_stay()
    {
        // Red alone: 0.299 * 255 = 76.2; gray 99 stays 99.
        var back = PngReader.Decode(PngWriter.EncodeRgb(1, 2, [255, 0, 0, 99, 99, 99]), "x");
        Assert.Equal([76, 99], back.Pixels.Select(v => (int)v));
    }

    // Samples of every colour type and depth, each row with another of the five filters.
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(0, 2, 1)]
    [InlineData(0, 4, 1)]
    [InlineData(0, 8, 1)]
    [InlineData(0, 16, 1)]
    [InlineData(4, 8, 2)]
    [InlineData(4, 16, 2)]
    [InlineData(2, 8, 3)]
    [InlineData(2, 16, 3)]
    [InlineData(6, 8, 4)]
    [InlineData(6, 16, 4)]
    public void Every_colour_type_depth_and_filter_is_read(int colour, int depth, int channels)
    {
        const int height = 11, width = 9;
        var random = new Random(depth * 10 + colour);
        var top = (1 << depth) - 1;
        var gray = Enumerable.Range(0, height * width).Select(_ => random.Next(top + 1)).ToArray();
        var rows = new byte[height][];
        for (var y = 0; y < height; y++)
        {
            rows[y] = new byte[(width * channels * depth + 7) / 8];
            for (var x = 0; x < width; x++)
            {
                for (var c = 0; c < channels; c++)
                {
                    // R = G = B = gray; the alpha channel is noise.
                    var isAlpha = channels is 2 or 4 && c == channels - 1;
                    PutSample(rows[y], (x * channels) + c, depth, isAlpha ? random.Next(top + 1) : gray[y * width + x]);
                }
            }
        }
        var back = PngReader.Decode(PngBuilder.Build(height, width, depth, colour, rows, Math.Max(1, channels * depth / 8)), "x");
        var scale = depth < 8 ? 255 / top : 1;
        Assert.Equal(depth == 16 ? 16 : 8, back.Depth);
        Assert.Equal(gray.Select(v => (ushort)(v * scale)), back.Pixels);
    }

    [Fact]
    public void Palette_colours_are_looked_up()
    {
        byte[] palette = [0, 0, 0, 255, 255, 255, 0, 255, 0];
        var png = PngBuilder.Build(1, 4, 2, 3, [[0b00_01_10_01]], 1, palette);
        // Green alone: 0.587 * 255 = 149.7.
        Assert.Equal([0, 255, 150, 255], PngReader.Decode(png, "x").Pixels.Select(v => (int)v));
    }

    [Fact]
    public void Every_flipped_byte_and_every_cut_is_noticed()
    {
        var png = PngWriter.EncodeGray(6, 6, [.. Enumerable.Range(0, 36).Select(i => (byte)(i * i))]);
        for (var i = 0; i < png.Length; i++)
        {
            var copy = png.ToArray();
            copy[i] ^= 0x55;
            Assert.Throws<DataException>(() => PngReader.Decode(copy, "x"));
            Assert.Throws<DataException>(() => PngReader.Decode(png.AsSpan(0, i), "x"));
        }
    }

    [Fact]
    public void An_interlaced_picture_is_refused_with_a_remedy()
    {
        var png = PngBuilder.Build(1, 1, 8, 0, [[7]], 1, interlace: 1);
        Assert.Contains("interlaced PNG (byte 28); write it without interlacing", Assert.Throws<DataException>(() => PngReader.Decode(png, "x")).Message);
    }

    private static void PutSample(byte[] row, int index, int depth, int value)
    {
        if (depth == 16)
            BinaryPrimitives.WriteUInt16BigEndian(row.AsSpan(2 * index), (ushort)value);
        else
            row[index * depth / 8] |= (byte)(value << (8 - depth - index * depth % 8));
    }
}
