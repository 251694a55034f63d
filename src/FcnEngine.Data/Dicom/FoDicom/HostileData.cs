using System.IO.Compression;

namespace FcnEngine.Data.Dicom;

/// <summary>Looks for bombs in what the built-in reader has not walked: data sets it cannot walk, and what follows packed pixels.</summary>
internal static class HostileData
{
    private const long MostInflated = 512L << 20, FreeInflated = 64L << 20;
    private const int MostItems = 10_000;

    // (FFFE,E000) begins an item; sequences cannot nest without items.
    private static ReadOnlySpan<byte> Item => [0xFE, 0xFF, 0x00, 0xE0];

    private static ReadOnlySpan<byte> BigEndianItem => [0xFF, 0xFE, 0xE0, 0x00];

    /// <exception cref="DataException">The data set unfolds to too much, or holds more items than a slice needs.</exception>
    public static void Refuse(byte[] file, string syntax, string path)
    {
        if (syntax == TransferSyntax.Deflated)
            RefuseBomb(file, path);
        else if (file.AsSpan().Count(syntax == TransferSyntax.BigEndian ? BigEndianItem : Item) > MostItems)
            throw TooManyItems(path);
    }

    private static void RefuseBomb(byte[] file, string path)
    {
        var most = Math.Min(MostInflated, FreeInflated + 4L * file.Length);
        using var inflated = new DeflateStream(new MemoryStream(file, StartOfData(file, path), file.Length - StartOfData(file, path)), CompressionMode.Decompress);
        var buffer = new byte[1 << 16];
        long total = 0;
        int items = 0, tail = 0;
        try
        {
            // The last three bytes of a piece stay before the next one: a tag may lie across.
            for (int got; (got = inflated.Read(buffer, tail, buffer.Length - tail)) > 0;)
            {
                total += got;
                items += buffer.AsSpan(0, tail + got).Count(Item);
                if (total > most)
                    throw new DataException(path, $"unfolds to more than {most} bytes", "check that it is a slice", 0);
                if (items > MostItems)
                    throw TooManyItems(path);
                var kept = Math.Min(3, tail + got);
                buffer.AsSpan(tail + got - kept, kept).CopyTo(buffer);
                tail = kept;
            }
        }
        catch (InvalidDataException damage)
        {
            throw new DataException(path, "is not sound deflated data", "the file is damaged", 0, inner: damage);
        }
    }

    private static DataException TooManyItems(string path) => new(path, $"has more than {MostItems} sequence items", "check that it is a slice", 0);

    private static int StartOfData(byte[] file, string path)
    {
        using var stream = new MemoryStream(file);
        DicomFile.ReadTransferSyntax(stream, path);
        return (int)stream.Position;
    }
}
