using System.Text;
using FcnEngine.Data.Sources;
using FcnEngine.Data.Splits;

namespace FcnEngine.Fuzz.Formats;

/// <summary>Split files, read and their names looked up. A part is a field with what follows it.</summary>
internal sealed class SplitFormat : IFuzzFormat
{
    public string Name => "split";

    public IReadOnlyList<byte[][]> Seeds { get; } =
    [
        Fields("subset,", "png\n", "train,", "A-IM-0001-0001.png\n", "train,", "A-IM-0001-0002.png\n", "val,", "B-IM-0001-0001.png\n"),
        Fields("order,", "subset,", "patient,", "png,", "lv_pixels\r\n", "0,", "train,", "A,", "\"A-IM-0001-0001.dcm.png\",", "340\r\n", "1,", "val,", "\"B \"\"x\"\"\",", "B-IM-0001-0002.dcm,", "12\r\n"),
        Fields("\uFEFFPNG,", "Subset\n", "C-IM-0003-0048.dcm,", "test\n", "\n", "D.png,", "val"),
    ];

    public IReadOnlyList<byte[]> Words { get; } = [.. new[] { "train", "val", "subset", "png", "\"", "\"\"", "../../etc/passwd", "A-IM-0001-0001.png", "-IM--IM--IM-", "\0", "é", "=cmd()" }.Select(Encoding.UTF8.GetBytes)];

    public void Parse(byte[] file)
    {
        foreach (var row in SplitFile.Parse(file, "mutant.csv"))
        {
            if (row.FileName.Length == 0)
                throw new InvalidOperationException("a row without a name");
            FrameKey.Of(row.FileName);
        }
    }

    private static byte[][] Fields(params string[] fields) => [.. fields.Select(Encoding.UTF8.GetBytes)];
}
