using System.Globalization;
using System.Text;
using FcnEngine.Data.Files;

namespace FcnEngine.Data.Splits;

/// <summary>One row of a split file that names a frame for train or val.</summary>
internal sealed record SplitRow(bool IsVal, string FileName, int Line);

/// <summary>
/// A split as a CSV file with a header: <c>subset</c> (train or val, others are ignored) and <c>png</c> (the frame's file name)
/// are read; records follow its order.
/// </summary>
internal static class SplitFile
{
    public const string Name = "split.csv";

    /// <exception cref="DataException">The file is missing or not such a CSV, or names a frame twice.</exception>
    public static List<SplitRow> Read(string path) => Rows(CsvFile.Read(path), path);

    /// <summary>Reads the bytes of a whole file; errors name <paramref name="path"/>.</summary>
    public static List<SplitRow> Parse(byte[] bytes, string path) => Rows(CsvFile.Parse(bytes, path), path);

    private static List<SplitRow> Rows(List<CsvRow> rows, string path)
    {
        if (rows.Count == 0)
            throw new DataException(path, "is empty", "give a CSV with the columns subset and png", line: 1);
        int subset = Column(rows[0], "subset", path), png = Column(rows[0], "png", path);
        var split = new List<SplitRow>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in rows.Skip(1))
        {
            if (row.Fields.Count <= Math.Max(subset, png))
                throw new DataException(path, $"has {row.Fields.Count} fields where its header has {rows[0].Fields.Count}", "complete the row", line: row.Line);
            if (row.Fields[subset] is not ("train" or "val"))
                continue;
            var name = row.Fields[png];
            if (name.Length == 0)
                throw new DataException(path, "names no file", "fill in the png column", line: row.Line);
            if (!seen.TryAdd(name, row.Line))
                throw new DataException(path, $"names {name} a second time (first on line {seen[name]})", "list each frame once", line: row.Line);
            split.Add(new SplitRow(row.Fields[subset] == "val", name, row.Line));
        }
        return split;
    }

    /// <summary>Writes frames in record order: train first, then val.</summary>
    public static void Write(Stream stream, IEnumerable<(string Subset, string Patient, string FileName, int LabelledPixels)> frames)
    {
        var text = new StringBuilder("order,subset,patient,png,lv_pixels\n");
        var order = 0;
        foreach (var frame in frames)
            text.Append(CultureInfo.InvariantCulture, $"{order++},{frame.Subset},{CsvFile.Quote(frame.Patient)},{CsvFile.Quote(frame.FileName)},{frame.LabelledPixels}\n");
        stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static int Column(CsvRow header, string name, string path)
    {
        var index = header.Fields.ToList().FindIndex(field => field.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index : throw new DataException(path, $"has no column '{name}'", "give a CSV with the columns subset and png", line: header.Line);
    }
}
