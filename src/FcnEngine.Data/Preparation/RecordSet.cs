using FcnEngine.Data.Files;
using FcnEngine.Data.Records;
using FcnEngine.Data.Splits;

namespace FcnEngine.Data.Preparation;

/// <summary>The three files of a data folder: two record files and the split they came from.</summary>
internal static class RecordSet
{
    /// <summary>Writes all three, or none when anything fails. Frames are taken one by one, so a set need not fit in memory.</summary>
    public static void Write(
        string folder,
        IEnumerable<(string FileName, Sample Sample)> train,
        IEnumerable<(string FileName, Sample Sample)> val,
        Compression compression)
    {
        var rows = new List<(string, string, string, int)>();
        string trainPath = Path.Combine(folder, RecordFile.TrainName), valPath = Path.Combine(folder, RecordFile.ValName);
        AtomicFile.WriteAll(
            (trainPath, stream => RecordFile.WriteTo(stream, trainPath, Noted(train, "train"), compression)),
            (valPath, stream => RecordFile.WriteTo(stream, valPath, Noted(val, "val"), compression)),
            (Path.Combine(folder, SplitFile.Name), stream => SplitFile.Write(stream, rows)));

        IEnumerable<Sample> Noted(IEnumerable<(string FileName, Sample Sample)> frames, string subset) => frames.Select(frame =>
        {
            rows.Add((subset, frame.Sample.Patient, frame.FileName, frame.Sample.LabelledPixels));
            return frame.Sample;
        });
    }
}
