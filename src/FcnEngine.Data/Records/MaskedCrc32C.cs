using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace FcnEngine.Data.Records;

/// <summary>The checksum of TFRecord framing: CRC-32C, rotated right by 15 bits, plus a constant.</summary>
public static class MaskedCrc32C
{
    public static uint Of(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        var words = data[..(data.Length & ~7)];
        if (BitConverter.IsLittleEndian)
        {
            foreach (var word in MemoryMarshal.Cast<byte, ulong>(words))
                crc = BitOperations.Crc32C(crc, word);
        }
        else
        {
            for (var i = 0; i < words.Length; i += 8)
                crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(words[i..]));
        }
        foreach (var single in data[words.Length..])
            crc = BitOperations.Crc32C(crc, single);
        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }
}
