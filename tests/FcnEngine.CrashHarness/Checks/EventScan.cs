using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace FcnEngine.CrashHarness.Checks;

/// <summary>One event of an event file: a step, and either curves' points or the restart of a run.</summary>
internal sealed record ScannedEvent(long Step, bool IsRestart, IReadOnlyList<(string Tag, float Value)> Points);

/// <summary>
/// Reads event files without the engine's own reader, from the definitions: frames of u64 length, masked CRC-32C, data, masked CRC-32C;
/// Event 2 step, 5 summary, 7 session_log; Summary.Value 1 tag, 8 tensor, 9 metadata. A file may end within a frame, as a kill leaves it.
/// </summary>
internal static class EventScan
{
    /// <exception cref="InvalidDataException">A checksum is wrong.</exception>
    public static IEnumerable<ScannedEvent> Read(string path)
    {
        var file = File.ReadAllBytes(path);
        for (var at = 0; file.Length - at >= 12;)
        {
            var length = BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            if (MaskedCrc(file.AsSpan(at, 8)) != BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8))) throw new InvalidDataException($"{path}: wrong checksum of a length at byte {at}");
            if (length > file.Length - at - 16) yield break;
            var data = file.AsMemory(at + 12, (int)length);
            if (MaskedCrc(data.Span) != BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + data.Length))) throw new InvalidDataException($"{path}: wrong checksum of data at byte {at}");
            yield return ReadEvent(data);
            at += 16 + data.Length;
        }
    }

    private static ScannedEvent ReadEvent(ReadOnlyMemory<byte> data)
    {
        var (step, restart, points) = (0L, false, new List<(string, float)>());
        foreach (var (field, number, content) in Fields(data))
        {
            if (field == 2) step = number;
            if (field == 7) restart = true;
            if (field != 5) continue;
            foreach (var (_, _, value) in Fields(content))
            {
                if (Fields(value).Any(part => part.Field == 9 && Encoding.ASCII.GetString(part.Content.Span).Contains("scalars", StringComparison.Ordinal)))
                    points.Add((Encoding.UTF8.GetString(Part(value, 1).Span), BinaryPrimitives.ReadSingleLittleEndian(Part(Part(value, 8), 5).Span)));
            }
        }

        return new ScannedEvent(step, restart, points);
    }

    private static ReadOnlyMemory<byte> Part(ReadOnlyMemory<byte> message, int field) => Fields(message).First(part => part.Field == field).Content;

    private static IEnumerable<(int Field, long Number, ReadOnlyMemory<byte> Content)> Fields(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message.Span, ref at);
            var (number, start) = (0L, at);
            switch (tag & 7)
            {
                case 0:
                    number = Varint(message.Span, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    number = Varint(message.Span, ref at);
                    start = at;
                    at += (int)number;
                    break;
                default:
                    at += 4;
                    break;
            }

            yield return ((int)(tag >> 3), number, message[start..at]);
        }
    }

    private static long Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        long value = 0;
        for (var shift = 0; ; shift += 7)
        {
            value |= (long)(bytes[at] & 0x7F) << shift;
            if (bytes[at++] < 0x80) return value;
        }
    }

    // CRC-32C, rotated right by 15 and shifted by a constant.
    private static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data) crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }
}
