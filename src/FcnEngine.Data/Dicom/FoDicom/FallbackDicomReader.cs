using FcnEngine.Data.Files;

namespace FcnEngine.Data.Dicom;

/// <summary>The built-in reader for the transfer syntaxes it takes, another one for the rest.</summary>
public sealed class FallbackDicomReader(IDicomReader builtIn, IDicomReader other) : IDicomReader
{
    /// <inheritdoc/>
    public DicomHeader ReadHeader(string path) => (TransferSyntax.CanBeWalked(SyntaxOf(path)) ? builtIn : other).ReadHeader(path);

    /// <inheritdoc/>
    public DicomImage ReadImage(string path) => (TransferSyntax.IsBuiltIn(SyntaxOf(path)) ? builtIn : other).ReadImage(path);

    private static string SyntaxOf(string path)
    {
        using var stream = InputFile.Open(path);
        return DicomFile.ReadTransferSyntax(stream, path);
    }
}
