using FcnEngine.Data.Files;

namespace FcnEngine.Data.Dicom;

/// <summary>
/// The built-in reader: Part 10 files, implicit and explicit little endian, uncompressed and RLE, gray, 8 to 16 bits. It reads
/// no more of a file than it must, and believes no length before it is checked.
/// </summary>
public sealed class DicomReader : IDicomReader
{
    private const int HeaderBuffer = 1 << 12;

    /// <inheritdoc/>
    public DicomHeader ReadHeader(string path)
    {
        using var stream = InputFile.Open(path, HeaderBuffer);
        return ReadHeader(stream, path);
    }

    /// <inheritdoc/>
    public DicomImage ReadImage(string path)
    {
        using var stream = InputFile.Open(path, HeaderBuffer);
        return ReadImage(stream, path);
    }

    /// <summary>The same from a seekable stream; errors name <paramref name="path"/>.</summary>
    public static DicomHeader ReadHeader(Stream stream, string path) => DicomHeaderBuilder.Build(DicomFile.Open(stream, path));

    /// <summary>The same from a seekable stream; errors name <paramref name="path"/>.</summary>
    public static DicomImage ReadImage(Stream stream, string path) => InputFile.Guard(path, () =>
    {
        var file = DicomFile.Open(stream, path);
        var header = DicomHeaderBuilder.Build(file);
        return new DicomImage(header, DicomPixels.Read(file, header));
    });
}
