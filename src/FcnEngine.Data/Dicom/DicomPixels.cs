using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace FcnEngine.Data.Dicom;

/// <summary>Pixel data -> stored values: the stored bits of each cell, sign-extended when signed (PS3.5, 8.1).</summary>
internal static class DicomPixels
{
    // No MR slice is larger; a file that claims more is refused before anything is allocated for it.
    internal const int MostPixels = 1 << 22;

    public static int[] Read(DicomFile file, DicomHeader header)
    {
        var element = file.PixelData ?? throw new DataException(file.Path, "has no pixel data", "give an image", file.EndOfAttributes);
        if (!TransferSyntax.IsBuiltIn(header.TransferSyntaxUid))
            throw DicomFile.Unsupported(file.Path, header.TransferSyntaxUid);
        var count = (long)header.Rows * header.Columns;
        if (count > MostPixels)
            throw file.Elements.Fault(element.ValueOffset, $"has {header.Rows}x{header.Columns} pixels, more than {MostPixels}", "check that it is a slice");
        var bytes = (int)count * header.BitsAllocated / 8;
        if (header.TransferSyntaxUid == TransferSyntax.RleLossless)
            return Unpack(RleFrame.Read(file, element, (int)count, header.BitsAllocated / 8), header);

        CheckPlain(file, element, bytes, header);
        var cells = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            file.Elements.ReadExactly(cells.AsSpan(0, bytes));
            return Unpack(cells.AsSpan(0, bytes), header);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(cells);
        }
    }

    private static void CheckPlain(DicomFile file, DicomElement element, int bytes, DicomHeader header)
    {
        if (element.Length is not { } length)
            throw file.Elements.Fault(element.ValueOffset, "has packed pixel data in an uncompressed transfer syntax", "the file is damaged");
        // One byte of padding makes an odd number of bytes even.
        if (length != bytes + bytes % 2)
            throw file.Elements.Fault(element.ValueOffset, $"has {length} bytes of pixel data, {header.Rows}x{header.Columns} of {header.BitsAllocated} bits need {bytes}", "the file is damaged");
    }

    // Each cell's stored bits are moved to the top of a word, then down again with or without their sign.
    private static int[] Unpack(ReadOnlySpan<byte> cells, DicomHeader header)
    {
        var pixels = GC.AllocateUninitializedArray<int>(header.Rows * header.Columns);
        int up = 31 - header.HighBit, down = 32 - header.BitsStored;
        var done = 0;
        if (header.BitsAllocated == 16 && BitConverter.IsLittleEndian)
        {
            var words = MemoryMarshal.Cast<byte, ushort>(cells);
            for (; done <= pixels.Length - Vector<ushort>.Count; done += Vector<ushort>.Count)
            {
                Vector.Widen(new Vector<ushort>(words[done..]), out var low, out var high);
                Shift(low, up, down, header.IsSigned).CopyTo(pixels, done);
                Shift(high, up, down, header.IsSigned).CopyTo(pixels, done + Vector<int>.Count);
            }
        }
        for (; done < pixels.Length; done++)
        {
            var cell = (header.BitsAllocated == 8 ? cells[done] : BinaryPrimitives.ReadUInt16LittleEndian(cells[(2 * done)..])) << up;
            pixels[done] = header.IsSigned ? cell >> down : cell >>> down;
        }
        return pixels;
    }

    private static Vector<int> Shift(Vector<uint> cells, int up, int down, bool signed)
    {
        var raised = Vector.AsVectorInt32(Vector.ShiftLeft(cells, up));
        return signed ? Vector.ShiftRightArithmetic(raised, down) : Vector.ShiftRightLogical(raised, down);
    }
}
