using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace FcnEngine.Data.Dicom;

/// <summary>Element values as text and numbers (PS3.5, 6.2).</summary>
internal static class DicomValue
{
    /// <summary>Identifiers and code strings are ASCII; other text keeps its bytes as Latin-1.</summary>
    public static string Text(ReadOnlySpan<byte> value) => Encoding.Latin1.GetString(value).Trim(' ', '\0');

    public static int? UnsignedShort(ReadOnlySpan<byte> value) =>
        value.Length >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(value) : null;

    /// <summary>An integer string (IS).</summary>
    public static int? Integer(ReadOnlySpan<byte> value) =>
        int.TryParse(Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Decimal strings (DS) between backslashes; null unless all are finite numbers and there are as many as expected.</summary>
    public static double[]? Decimals(ReadOnlySpan<byte> value, int count)
    {
        var parts = Text(value).Split('\\');
        if (parts.Length != count)
            return null;
        var numbers = new double[count];
        for (var i = 0; i < count; i++)
        {
            if (!double.TryParse(parts[i].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
                return null;
        }
        return numbers;
    }
}
