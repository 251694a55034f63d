using FcnEngine.Data.Files;
using FellowOakDicom;
using Fo = FellowOakDicom;

namespace FcnEngine.Data.Dicom;

/// <summary>
/// Reads any transfer syntax that fo-dicom (https://github.com/fo-dicom/fo-dicom) or its codecs decode: fo-dicom turns the file into an
/// uncompressed one in memory, which the built-in reader then reads, so that its checks hold for these files too.
/// </summary>
/// <remarks>
/// fo-dicom bounds neither what it inflates nor how deep sequences nest, so hostile files are looked for first: what can be walked is
/// walked by the built-in reader, deflated data is inflated up to a bound, and the file's size and number of items are bounded.
/// </remarks>
public sealed class FoDicomReader : IDicomReader
{
    private const long LongestFile = 64L << 20;
    private const int DecoderStack = 64 << 20;

    /// <summary>
    /// A reader for JPEG, JPEG-LS and JPEG 2000 too. It sets fo-dicom up for the whole process; a program that has set it up with
    /// codecs itself makes a reader with <c>new</c>.
    /// </summary>
    public static FoDicomReader WithCodecs()
    {
        new DicomSetupBuilder().RegisterServices(services => services.AddTranscoderManager<FoDicomCodecs>()).Build();
        return new FoDicomReader();
    }

    /// <inheritdoc/>
    public DicomHeader ReadHeader(string path) => ReadImage(path).Header;

    /// <inheritdoc/>
    public DicomImage ReadImage(string path)
    {
        var bytes = InputFile.ReadAllBytes(path, LongestFile);
        var syntax = DicomFile.ReadTransferSyntax(new MemoryStream(bytes), path);
        if (TransferSyntax.CanBeWalked(syntax) && DicomReader.ReadHeader(new MemoryStream(bytes), path) is var header && (long)header.Rows * header.Columns > DicomPixels.MostPixels)
            throw new DataException(path, $"has {header.Size} pixels, more than {DicomPixels.MostPixels}", "check that it is a slice", 0);
        HostileData.Refuse(bytes, syntax, path);

        var plain = OnLargeStack(() => Decode(bytes, syntax, path));
        var image = DicomReader.ReadImage(plain, path);
        return image with { Header = image.Header with { TransferSyntaxUid = syntax } };
    }

    private static MemoryStream Decode(byte[] bytes, string syntax, string path)
    {
        try
        {
            var file = Fo.DicomFile.Open(new MemoryStream(bytes));
            var target = Fo.DicomTransferSyntax.ExplicitVRLittleEndian;
            var decoded = new Fo.Imaging.Codec.DicomTranscoder(file.Dataset.InternalTransferSyntax, target).Transcode(file);
            var plain = new MemoryStream();
            decoded.Save(plain);
            plain.Position = 0;
            return plain;
        }
        catch (Exception failure) when (failure is not (OutOfMemoryException or DataException))
        {
            // fo-dicom and its codecs throw exceptions of many kinds; each means the same here.
            throw new DataException(
                path, $"is stored as {TransferSyntax.NameOf(syntax)} ({syntax}), which fo-dicom cannot decode ({failure.Message})",
                "store it uncompressed", 0, inner: failure);
        }
    }

    // A parser that calls itself for each nested sequence gets room for as many as the bound on items allows.
    private static MemoryStream OnLargeStack(Func<MemoryStream> decode)
    {
        MemoryStream? result = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = decode();
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        }, DecoderStack);
        thread.Start();
        thread.Join();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return result!;
    }
}
