using FcnEngine.Data.Records;

namespace FcnEngine.Data.Inspection;

/// <summary>One record file: every record read and checked, then counted by patient.</summary>
internal static class RecordInspector
{
    public static Inspection Inspect(string path)
    {
        var frames = RecordFile.Read(path, null).Select(sample => new InspectedFrame(sample)).ToArray();
        return new Inspection([$"{path}: {frames.Length} records, {new FileInfo(path).Length} bytes, every checksum right", .. SampleTable.Lines(frames)], frames);
    }
}
