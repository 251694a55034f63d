using FcnEngine.Data.Files;

namespace FcnEngine.Data.Dicom;

/// <summary>
/// An open Part 10 file: preamble and file meta read, the wanted attributes collected, the cursor at the pixel data if there are any.
/// </summary>
internal sealed class DicomFile
{
    private const string NotPart10 = "give a DICOM file with preamble and meta header (Part 10)";

    private static readonly HashSet<DicomTag> s_wanted =
    [
        DicomTag.SopClassUid, DicomTag.SopInstanceUid, DicomTag.Modality, DicomTag.SeriesDescription, DicomTag.PatientId,
        DicomTag.SliceThickness, DicomTag.TriggerTime, DicomTag.NominalInterval, DicomTag.CardiacNumberOfImages,
        DicomTag.StudyInstanceUid, DicomTag.SeriesInstanceUid, DicomTag.SeriesNumber, DicomTag.InstanceNumber,
        DicomTag.ImagePosition, DicomTag.ImageOrientation, DicomTag.TemporalPosition, DicomTag.SliceLocation,
        DicomTag.SamplesPerPixel, DicomTag.PhotometricInterpretation, DicomTag.NumberOfFrames, DicomTag.Rows, DicomTag.Columns,
        DicomTag.PixelSpacing, DicomTag.BitsAllocated, DicomTag.BitsStored, DicomTag.HighBit, DicomTag.PixelRepresentation,
        DicomTag.RescaleIntercept, DicomTag.RescaleSlope,
    ];

    private DicomFile(DicomElementReader elements, string path) => (Elements, Path) = (elements, path);

    public DicomElementReader Elements { get; }

    public string Path { get; }

    public string TransferSyntaxUid { get; private set; } = "";

    /// <summary>Values of the wanted attributes, as bytes, with the place they stand at.</summary>
    public Dictionary<DicomTag, (byte[] Value, long Offset)> Values { get; } = [];

    public DicomElement? PixelData { get; private set; }

    /// <summary>Where the search for attributes ended: at the pixel data, or at the end of the file.</summary>
    public long EndOfAttributes { get; private set; }

    /// <summary>Reads up to the pixel data; errors name <paramref name="path"/>.</summary>
    public static DicomFile Open(Stream stream, string path) => InputFile.Guard(path, () =>
    {
        CheckPreamble(stream, path);
        var file = new DicomFile(new DicomElementReader(stream, path), path);
        file.ReadMeta();
        // Every syntax but one is explicit; what is deflated or big endian cannot be walked at all.
        file.Elements.IsExplicit = file.TransferSyntaxUid != TransferSyntax.ImplicitLittleEndian;
        if (!TransferSyntax.CanBeWalked(file.TransferSyntaxUid))
            throw Unsupported(path, file.TransferSyntaxUid);
        file.ReadDataSet();
        return file;
    });

    /// <summary>Reads the transfer syntax alone; errors name <paramref name="path"/>.</summary>
    public static string ReadTransferSyntax(Stream stream, string path) => InputFile.Guard(path, () =>
    {
        CheckPreamble(stream, path);
        var file = new DicomFile(new DicomElementReader(stream, path), path);
        file.ReadMeta();
        return file.TransferSyntaxUid;
    });

    private static void CheckPreamble(Stream stream, string path)
    {
        const int preambleBytes = 128;
        Span<byte> head = stackalloc byte[preambleBytes + 4];
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head[preambleBytes..].SequenceEqual("DICM"u8))
            throw new DataException(path, "is not a DICOM file", NotPart10, 0);
        // The preamble may make a file something else as well; a program is not what a slice should be.
        if (head.StartsWith("MZ"u8) || head.StartsWith("\x7fELF"u8) || head.StartsWith("#!"u8) || head.StartsWith((ReadOnlySpan<byte>)[0xCF, 0xFA, 0xED, 0xFE]))
            throw new DataException(path, "is a program as well as a DICOM file", "find out where it comes from; do not run it", 0);
    }

    private void ReadMeta()
    {
        while (Elements.Peek() is { Group: 0x0002 })
        {
            var element = Elements.Next();
            if (element.Tag == DicomTag.TransferSyntaxUid)
                TransferSyntaxUid = DicomValue.Text(Elements.ReadValue(element));
            else
                Elements.Skip(element);
        }
        if (TransferSyntaxUid.Length == 0)
            throw Elements.Fault(Elements.Position, "names no transfer syntax", NotPart10);
    }

    private void ReadDataSet()
    {
        while (!Elements.AtEnd)
        {
            var element = Elements.Next();
            if (element.Tag == DicomTag.PixelData)
            {
                (PixelData, EndOfAttributes) = (element, element.ValueOffset);
                return;
            }
            if (element.Tag.Group is 0xFFFE or 0x0002)
                throw Elements.Fault(element.ValueOffset, $"{element.Tag} does not belong into a data set", "the file is damaged");
            if (!s_wanted.Contains(element.Tag))
                Elements.Skip(element);
            else if (!Values.TryAdd(element.Tag, (Elements.ReadValue(element), element.ValueOffset)))
                throw Elements.Fault(element.ValueOffset, $"element {element.Tag} stands twice", "the file is damaged");
        }
        EndOfAttributes = Elements.Position;
    }

    public static DataException Unsupported(string path, string transferSyntax) => new(
        path,
        $"is stored as {TransferSyntax.NameOf(transferSyntax)} ({transferSyntax}), which the built-in reader does not take",
        "store it uncompressed, or build with -p:UseFoDicom=true",
        offset: 0);
}
