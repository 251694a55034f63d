using System.Text;
using FcnEngine.Data.Arrays;
using FcnEngine.Data.Pairs;

namespace FcnEngine.Fuzz.Formats;

/// <summary>NumPy arrays, read as frame and as mask. Parts: magic and version, header in words, values; composing adds the header's length.</summary>
internal sealed class NpyFormat : IFuzzFormat
{
    private const string Path = "mutant.npy";

    public string Name => "npy";

    public IReadOnlyList<byte[][]> Seeds { get; } =
    [
        Array(1, "'<i2'", "False", "(2, 3)", [1, 0, 2, 0, 255, 255, 4, 0, 5, 0, 6, 0]),
        Array(1, "'|b1'", "True", "(2, 3)", [0, 1, 1, 0, 0, 1]),
        Array(2, "'>f4'", "False", "(1, 1, 3)", [0x3F, 0x80, 0, 0, 0, 0, 0, 0, 0xC1, 0x20, 0, 0]),
        Array(3, "'<u8'", "False", "(2, 1, 1)", [1, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0]),
    ];

    public IReadOnlyList<byte[]> Words { get; } = [.. new[]
    {
        "O", "U4", "V16", "c8", "f2", "i8", "b1", "True", "False", "descr", "shape", "fortran_order", "0", "-1", "99999999999999999999", "4294967296", "65536", "1",
    }.Select(Encoding.ASCII.GetBytes)];

    // Parts: magic, header words, and the values last.
    public byte[] Compose(IReadOnlyList<byte[]> parts)
    {
        if (parts.Count < 3)
            return [.. parts.SelectMany(part => part)];
        var magic = parts[0];
        byte[] text = [.. parts.Skip(1).Take(parts.Count - 2).SelectMany(part => part)];
        byte[] length = magic is [_, _, _, _, _, _, 1, ..] ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
        return [.. magic, .. length, .. text, .. parts[^1]];
    }

    public void Parse(byte[] file)
    {
        var image = NpyReader.Decode(file, Path);
        if (image.Values.Length != image.Height * image.Width)
            throw new InvalidOperationException($"{image.Values.Length} values for {image.Height}x{image.Width}");
        if (!image.Values.AsSpan().ContainsAnyExcept(0, 1))
            MaskLabels.From(image, Path);
    }

    private static byte[][] Array(byte version, string type, string order, string shape, byte[] values)
    {
        string[] words = ["{'descr': ", type, ", 'fortran_order': ", order, ", 'shape': ", shape, ", }", "          \n"];
        return [[0x93, .. "NUMPY"u8, version, 0], .. words.Select(Encoding.ASCII.GetBytes), values];
    }
}
