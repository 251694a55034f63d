using System.Buffers.Binary;
using System.Numerics;

namespace FcnEngine.Cli.Tests.Support;

/// <summary>The checksum of TFRecord framing, written from its definition.</summary>
internal static class MaskedChecksum
{
    /// <summary>Makes the checksum of the first record's data right again: u64 length, u32, data, u32.</summary>
    public static void Repair(byte[] file)
    {
        var data = file.AsSpan(12, checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file)));
        var crc = 0xFFFFFFFFu;
        foreach (var value in data) crc = BitOperations.Crc32C(crc, value);
        crc = ~crc;
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(12 + data.Length), BitOperations.RotateRight(crc, 15) + 0xA282EAD8);
    }
}
