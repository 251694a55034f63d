using System.Globalization;
using FcnEngine.Data.Files;

namespace FcnEngine.Data.Dicom;

/// <summary>
/// Writes MR Image Storage files (PS3.3 A.4), explicit little endian, with every attribute the standard demands; what a
/// synthetic patient has no answer to is empty or invented. Usage: <c>DicomWriter.Write("IM-0001-0001.dcm", slice)</c>.
/// </summary>
public static class DicomWriter
{
    private const string MrImageStorage = "1.2.840.10008.5.1.4.1.1.4";

    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Write(string path, DicomSlice slice)
    {
        if (slice.Pixels.Length != slice.Rows * slice.Columns)
            throw new ArgumentException($"{slice.Pixels.Length} pixels do not fill {slice.Rows}x{slice.Columns}", nameof(slice));
        AtomicFile.Write(path, stream => WriteTo(stream, slice));
    }

    /// <summary>The same to an open stream.</summary>
    public static void WriteTo(Stream stream, DicomSlice slice)
    {
        stream.Write(new byte[128]);
        stream.Write("DICM"u8);
        using var meta = new MemoryStream();
        WriteMeta(new DicomElementWriter(meta), slice);
        var elements = new DicomElementWriter(stream);
        elements.Long(new DicomTag(0x0002, 0x0000), (uint)meta.Length);
        stream.Write(meta.GetBuffer().AsSpan(0, (int)meta.Length));
        WriteIdentity(elements, slice);
        WriteAcquisition(elements, slice);
        WriteGeometry(elements, slice);
        WritePixels(elements, slice);
    }

    private static void WriteMeta(DicomElementWriter to, DicomSlice slice)
    {
        to.Bytes(new DicomTag(0x0002, 0x0001), [0, 1]);
        to.Text(new DicomTag(0x0002, 0x0002), "UI", MrImageStorage);
        to.Text(new DicomTag(0x0002, 0x0003), "UI", slice.SopInstanceUid);
        to.Text(DicomTag.TransferSyntaxUid, "UI", TransferSyntax.ExplicitLittleEndian);
        to.Text(new DicomTag(0x0002, 0x0012), "UI", DicomUid.Implementation);
        to.Text(new DicomTag(0x0002, 0x0013), "SH", "FCNENGINE");
    }

    private static void WriteIdentity(DicomElementWriter to, DicomSlice slice)
    {
        to.Text(DicomTag.ImageType, "CS", "DERIVED\\SECONDARY\\OTHER");
        to.Text(DicomTag.SopClassUid, "UI", MrImageStorage);
        to.Text(DicomTag.SopInstanceUid, "UI", slice.SopInstanceUid);
        to.Text(new DicomTag(0x0008, 0x0020), "DA", "20000101"); // Study date: invented, as the patient is
        to.Text(new DicomTag(0x0008, 0x0030), "TM", "120000"); // Study time
        to.Text(new DicomTag(0x0008, 0x0050), "SH", ""); // Accession number
        to.Text(DicomTag.Modality, "CS", "MR");
        to.Text(new DicomTag(0x0008, 0x0070), "LO", ""); // Manufacturer
        to.Text(new DicomTag(0x0008, 0x0090), "PN", ""); // Referring physician
        to.Text(DicomTag.SeriesDescription, "LO", slice.SeriesDescription);
        to.Text(new DicomTag(0x0010, 0x0010), "PN", slice.PatientId + "^Phantom"); // Patient's name
        to.Text(DicomTag.PatientId, "LO", slice.PatientId);
        to.Text(new DicomTag(0x0010, 0x0030), "DA", ""); // Birth date
        to.Text(new DicomTag(0x0010, 0x0040), "CS", ""); // Sex
    }

    private static void WriteAcquisition(DicomElementWriter to, DicomSlice slice)
    {
        to.Text(new DicomTag(0x0018, 0x0015), "CS", "HEART"); // Body part
        to.Text(new DicomTag(0x0018, 0x0020), "CS", "GR"); // Scanning sequence: gradient recalled
        to.Text(new DicomTag(0x0018, 0x0021), "CS", "SS"); // Sequence variant: steady state
        to.Text(new DicomTag(0x0018, 0x0022), "CS", "CG"); // Scan options: cardiac gating
        to.Text(new DicomTag(0x0018, 0x0023), "CS", "2D"); // Acquisition type
        to.Decimals(DicomTag.SliceThickness, slice.SliceThickness);
        to.Text(new DicomTag(0x0018, 0x0080), "DS", ""); // Repetition time
        to.Text(new DicomTag(0x0018, 0x0081), "DS", ""); // Echo time
        to.Text(new DicomTag(0x0018, 0x0091), "IS", ""); // Echo train length
        to.Decimals(DicomTag.TriggerTime, slice.TriggerTime);
        to.Integer(DicomTag.NominalInterval, (int)slice.NominalInterval);
        to.Integer(DicomTag.CardiacNumberOfImages, slice.CardiacImages);
        to.Text(new DicomTag(0x0018, 0x5100), "CS", "HFS"); // Patient position
    }

    private static void WriteGeometry(DicomElementWriter to, DicomSlice slice)
    {
        var (row, column) = (slice.Orientation.AlongRow, slice.Orientation.DownColumn);
        to.Text(DicomTag.StudyInstanceUid, "UI", slice.StudyInstanceUid);
        to.Text(DicomTag.SeriesInstanceUid, "UI", slice.SeriesInstanceUid);
        to.Text(new DicomTag(0x0020, 0x0010), "SH", "1"); // Study identifier
        to.Integer(DicomTag.SeriesNumber, slice.SeriesNumber);
        to.Integer(DicomTag.InstanceNumber, slice.InstanceNumber);
        to.Decimals(DicomTag.ImagePosition, slice.Position.X, slice.Position.Y, slice.Position.Z);
        to.Decimals(DicomTag.ImageOrientation, row.X, row.Y, row.Z, column.X, column.Y, column.Z);
        to.Text(new DicomTag(0x0020, 0x0052), "UI", slice.FrameOfReferenceUid);
        to.Text(new DicomTag(0x0020, 0x1040), "LO", ""); // Position reference indicator
        to.Decimals(DicomTag.SliceLocation, slice.Position.Dot(slice.Orientation.Normal));
    }

    private static void WritePixels(DicomElementWriter to, DicomSlice slice)
    {
        int low = slice.Pixels.Min(), high = slice.Pixels.Max();
        to.Short(DicomTag.SamplesPerPixel, 1);
        to.Text(DicomTag.PhotometricInterpretation, "CS", "MONOCHROME2");
        to.Short(DicomTag.Rows, slice.Rows);
        to.Short(DicomTag.Columns, slice.Columns);
        to.Decimals(DicomTag.PixelSpacing, Exactly(slice.PixelSpacing.Row), Exactly(slice.PixelSpacing.Column));
        to.Short(DicomTag.BitsAllocated, 16);
        to.Short(DicomTag.BitsStored, 16);
        to.Short(DicomTag.HighBit, 15);
        to.Short(DicomTag.PixelRepresentation, 1);
        to.SignedShort(new DicomTag(0x0028, 0x0106), low); // Smallest pixel value
        to.SignedShort(new DicomTag(0x0028, 0x0107), high); // Largest pixel value
        to.Decimals(DicomTag.WindowCenter, (low + high) / 2.0);
        to.Decimals(DicomTag.WindowWidth, Math.Max(1, high - low));
        to.Words(DicomTag.PixelData, slice.Pixels);
    }

    // The decimal number a float was written as, not its binary neighbour.
    private static double Exactly(float value) =>
        double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
