using System.Buffers.Binary;

namespace FcnEngine.Data.Records;

/// <summary>Writes TFRecord frames: u64 length, masked CRC of the length, data, masked CRC of the data.</summary>
public static class RecordFraming
{
    public const int HeaderBytes = 12;
    public const int FooterBytes = 4;

    public static void Write(Stream stream, ReadOnlySpan<byte> data)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], MaskedCrc32C.Of(header[..8]));
        stream.Write(header);
        stream.Write(data);
        Span<byte> footer = stackalloc byte[FooterBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(footer, MaskedCrc32C.Of(data));
        stream.Write(footer);
    }

    /// <summary>Whether these first bytes of a file are the intact header of a plain record.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= HeaderBytes
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) == MaskedCrc32C.Of(bytes[..8]);
}
