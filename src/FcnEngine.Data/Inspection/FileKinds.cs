using FcnEngine.Data.Files;
using FcnEngine.Data.Records;

namespace FcnEngine.Data.Inspection;

/// <summary>What a file is.</summary>
public enum FileKind
{
    Unknown,
    Dicom,
    Contour,
    Records,
    Png,
    Npy,
    Checkpoint,
}

/// <summary>Tells files apart by their first bytes; names decide only for contours, which are plain text.</summary>
public static class FileKinds
{
    private const int Preamble = 128, Head = Preamble + 4;

    /// <exception cref="DataException">The file cannot be read.</exception>
    public static FileKind Of(string path)
    {
        using var stream = InputFile.Open(path, Head);
        var head = InputFile.Guard(path, () =>
        {
            var buffer = new byte[Head];
            return buffer[..stream.ReadAtLeast(buffer, Head, throwOnEndOfStream: false)];
        });
        return head switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => FileKind.Png,
            [0x93, (byte)'N', (byte)'U', (byte)'M', ..] => FileKind.Npy,
            [_, _, _, _, _, _, _, _, (byte)'{', ..] => FileKind.Checkpoint,
            [0x1F, 0x8B, ..] => FileKind.Records,
            _ when head.Length == Head && head.AsSpan(Preamble).SequenceEqual("DICM"u8) => FileKind.Dicom,
            _ when RecordFraming.IsHeader(head) => FileKind.Records,
            _ when Path.GetFileName(path).Contains(".tfrecords", StringComparison.Ordinal) => FileKind.Records,
            _ when path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) => FileKind.Contour,
            _ => FileKind.Unknown,
        };
    }
}
