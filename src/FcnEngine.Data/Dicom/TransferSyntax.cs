namespace FcnEngine.Data.Dicom;

/// <summary>How a DICOM data set is encoded (PS3.5 A), by its unique identifier.</summary>
public static class TransferSyntax
{
    public const string ImplicitLittleEndian = "1.2.840.10008.1.2";
    public const string ExplicitLittleEndian = "1.2.840.10008.1.2.1";
    public const string RleLossless = "1.2.840.10008.1.2.5";

    internal const string Deflated = "1.2.840.10008.1.2.1.99";
    internal const string BigEndian = "1.2.840.10008.1.2.2";

    /// <summary>A name a person knows, or the identifier itself.</summary>
    public static string NameOf(string uid) => uid switch
    {
        ImplicitLittleEndian => "Implicit VR Little Endian",
        ExplicitLittleEndian => "Explicit VR Little Endian",
        RleLossless => "RLE Lossless",
        Deflated => "Deflated Explicit VR Little Endian",
        BigEndian => "Explicit VR Big Endian",
        "1.2.840.10008.1.2.4.50" => "JPEG Baseline",
        "1.2.840.10008.1.2.4.51" => "JPEG Extended",
        "1.2.840.10008.1.2.4.57" or "1.2.840.10008.1.2.4.70" => "JPEG Lossless",
        "1.2.840.10008.1.2.4.80" => "JPEG-LS Lossless",
        "1.2.840.10008.1.2.4.81" => "JPEG-LS Near-lossless",
        "1.2.840.10008.1.2.4.90" => "JPEG 2000 Lossless",
        "1.2.840.10008.1.2.4.91" => "JPEG 2000",
        _ => uid,
    };

    /// <summary>Whether the elements of the data set can be told apart without decoding it first.</summary>
    internal static bool CanBeWalked(string uid) => uid is not (Deflated or BigEndian);

    /// <summary>Whether the built-in reader takes it.</summary>
    public static bool IsBuiltIn(string uid) => uid is ImplicitLittleEndian or ExplicitLittleEndian or RleLossless;
}
