namespace FcnEngine.Data.Dicom;

/// <summary>
/// Reads single-frame gray DICOM files. Usage: <c>DicomImage image = DicomReaders.Default.ReadImage("IM-0001-0048.dcm")</c>.
/// </summary>
public interface IDicomReader
{
    /// <summary>The attributes alone; the pixels are not touched.</summary>
    /// <exception cref="DataException">The file is missing or not a sound DICOM file.</exception>
    DicomHeader ReadHeader(string path);

    /// <summary>Attributes and stored pixel values.</summary>
    /// <exception cref="DataException">The file is missing, not sound, or of a kind this reader does not take.</exception>
    DicomImage ReadImage(string path);
}

/// <summary>Attributes and stored values, row-major [Rows, Columns]; neither rescale nor MONOCHROME1 is applied.</summary>
public sealed record DicomImage(DicomHeader Header, int[] Pixels);

/// <summary>The reader this build uses.</summary>
public static class DicomReaders
{
#if USE_FO_DICOM
    /// <summary>The built-in reader, and fo-dicom for every transfer syntax it does not take.</summary>
    public static IDicomReader Default { get; } = new FallbackDicomReader(new DicomReader(), FoDicomReader.WithCodecs());
#else
    /// <summary>The built-in reader.</summary>
    public static IDicomReader Default { get; } = new DicomReader();
#endif
}
