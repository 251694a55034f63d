using FellowOakDicom;
using FellowOakDicom.Imaging.Codec;
using FellowOakDicom.Imaging.NativeCodec;

namespace FcnEngine.Data.Dicom;

/// <summary>The decoders fo-dicom itself has, in C#; for other transfer syntaxes those of fo-dicom.Codecs, in native code, which damaged files can bring down.</summary>
internal sealed class FoDicomCodecs : ITranscoderManager
{
    private readonly DefaultTranscoderManager _own = new();
    private readonly NativeTranscoderManager _native = new();

    /// <inheritdoc/>
    public bool HasCodec(DicomTransferSyntax syntax) => Of(syntax).HasCodec(syntax);

    /// <inheritdoc/>
    public IDicomCodec GetCodec(DicomTransferSyntax syntax) => Of(syntax).GetCodec(syntax);

    /// <inheritdoc/>
    public bool CanTranscode(DicomTransferSyntax inSyntax, DicomTransferSyntax outSyntax) =>
        (!inSyntax.IsEncapsulated || HasCodec(inSyntax)) && (!outSyntax.IsEncapsulated || HasCodec(outSyntax));

    /// <summary>Both have loaded theirs.</summary>
    public void LoadCodecs(string? path = null, string? search = null)
    {
    }

    private TranscoderManager Of(DicomTransferSyntax syntax) => _own.HasCodec(syntax) ? _own : _native;
}
