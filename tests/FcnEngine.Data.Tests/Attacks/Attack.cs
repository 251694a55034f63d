using FcnEngine.Data.Arrays;
using FcnEngine.Data.Contours;
using FcnEngine.Data.Dicom;
using FcnEngine.Data.Images;
using FcnEngine.Data.Pairs;
using FcnEngine.Data.Records;
using FcnEngine.Data.Splits;

namespace FcnEngine.Data.Tests.Attacks;

/// <summary>A hostile file, what it tries, and what the refusal must say.</summary>
/// <param name="Name">What it tries, in words; the name of the test case.</param>
/// <param name="Kind">Which reader gets it.</param>
/// <param name="File">Its bytes.</param>
/// <param name="Says">A part of the message.</param>
internal sealed record Attack(string Name, AttackKind Kind, Func<byte[]> File, string Says)
{
    public const string Path = "hostile.bin";

    public static IReadOnlyList<Attack> All { get; } =
        [.. DicomAttacks.All, .. RleAttacks.All, .. PngAttacks.All, .. RecordAttacks.All, .. ContourAttacks.All, .. SplitAttacks.All, .. NpyAttacks.All];

    public void Read(byte[] file)
    {
        switch (Kind)
        {
            case AttackKind.Dicom:
                DicomReader.ReadImage(new MemoryStream(file), Path);
                break;
            case AttackKind.Png:
                MaskLabels.From(PngReader.Decode(file, Path), Path);
                break;
            case AttackKind.Record:
                RecordFile.Read(new MemoryStream(file), Path, null);
                break;
            case AttackKind.Contour:
                ContourFile.Parse(file, Path);
                break;
            case AttackKind.Split:
                SplitFile.Parse(file, Path);
                break;
            default:
                NpyReader.Decode(file, Path);
                break;
        }
    }
}

internal enum AttackKind
{
    Dicom,
    Png,
    Record,
    Contour,
    Split,
    Npy,
}
