using System.Text;

namespace FcnEngine.Data.Tests.Support;

/// <summary>Writes the bytes of <c>.npy</c> files, sound or not.</summary>
internal static class NpyBuilder
{
    public static byte[] Build(string header, ReadOnlySpan<byte> values, byte version = 1, int? claimed = null)
    {
        var text = Encoding.Latin1.GetBytes(header);
        var length = claimed ?? text.Length;
        byte[] lengthBytes = version == 1 ? [(byte)length, (byte)(length >> 8)] : BitConverter.GetBytes(length);
        return [0x93, .. "NUMPY"u8, version, 0, .. lengthBytes, .. text, .. values];
    }

    public static string Header(string type, string shape, bool columnsFirst = false) =>
        $"{{'descr': '{type}', 'fortran_order': {(columnsFirst ? "True" : "False")}, 'shape': {shape}, }}\n";

    /// <summary>One byte an element.</summary>
    public static byte[] Bytes(int height, int width, params byte[] values) => Build(Header("|u1", $"({height}, {width})"), values);
}
