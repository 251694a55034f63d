using FcnEngine.Data;
using FcnEngine.Data.Batching;
using FcnEngine.Data.Records;
using FcnEngine.Execution;

namespace FcnEngine.Training.Runs;

/// <summary>Finds out what can be found out of a step that met a value which is not finite, and keeps its batch.</summary>
internal static class FaultStudy
{
    /// <param name="fault">As the trainer tells it.</param>
    /// <param name="model">As the fault left it.</param>
    /// <param name="samples">The training images.</param>
    /// <param name="options">Those of the run: they name the batch.</param>
    /// <param name="folder">Where the batch's frames go, as a record file.</param>
    /// <param name="retreats">How often the run has gone back; null for a run that does not.</param>
    /// <returns>The same fault with the node it began in and the place of its batch.</returns>
    public static NotFiniteException Study(NotFiniteException fault, Model model, IReadOnlyList<Sample> samples, TrainerOptions options, string folder, int? retreats)
    {
        var advice = retreats is null ? "or --on_nan retry" : FormattableString.Invariant($"the run has gone back {retreats} of {RunRetreat.Most} times");
        return new NotFiniteException(fault.Met, fault.Update, fault.SampleIndices, Origin(fault, model, samples, options), Keep(fault, samples, folder), advice);
    }

    private static FaultOrigin? Origin(NotFiniteException fault, Model model, IReadOnlyList<Sample> samples, TrainerOptions options)
    {
        // A batch is a function of seed and place, so that a loader begun there hands out the very same.
        using var loader = new BatchLoader(samples, options.LoaderFrom(fault.Met.Epoch, fault.Met.Batch));
        var batch = loader.Next();
        try
        {
            return FaultTrace.Find(model, batch.Images, batch.Labels, batch.Count, checked((int)fault.Met.Step));
        }
        catch (OutOfDeviceMemoryException)
        {
            // The parameter whose update failed is named in any case.
            return null;
        }
    }

    private static string Keep(NotFiniteException fault, IReadOnlyList<Sample> samples, string folder)
    {
        var path = Path.Combine(folder, $"fault-step-{fault.Met.Step:D8}.tfrecords");
        try
        {
            RecordFile.Write(path, fault.SampleIndices.Select(index => samples[index]));
            return $"the frames of its batch are in {path}, which fcn inspect shows";
        }
        catch (DataException refusal)
        {
            return $"the frames of its batch could not be kept ({refusal.Message})";
        }
    }
}
