using FcnEngine.Data.Preparation;
using FcnEngine.Data.Records;

namespace FcnEngine.Data.Phantom;

/// <summary>
/// A synthetic short-axis set: several patients with several slices each, none of them in both train and val.
/// Usage: <c>PhantomSet.Write("data", new() { Images = 120, Seed = 1 })</c>, or <c>PhantomSet.Generate(options)</c> for the samples.
/// </summary>
public sealed record PhantomSet(IReadOnlyList<Sample> Train, IReadOnlyList<Sample> Val)
{
    private const int SlicesPerPatient = 5;

    /// <summary>The same options give the same set on every machine with the same floating point.</summary>
    public static PhantomSet Generate(PhantomOptions options)
    {
        var slices = Plan(options);
        var samples = new Sample[slices.Count];
        Parallel.For(0, slices.Count, i => samples[i] = slices[i].Render().ToSample());
        var val = ValCount(options.Images);
        return new PhantomSet(samples[..^val], samples[^val..]);
    }

    /// <summary>Writes both record files and <c>split.csv</c> into <paramref name="dataFolder"/>.</summary>
    /// <exception cref="DataException">The folder cannot be written.</exception>
    public static PhantomSet Write(string dataFolder, PhantomOptions options, Compression compression = Compression.None)
    {
        var set = Generate(options);
        RecordSet.Write(dataFolder, set.Train.Select(Row), set.Val.Select(Row), compression);
        return set;

        static (string, Sample) Row(Sample sample) => (sample.Name + ".png", sample);
    }

    /// <summary>Every slice of the set, train first; the last tenth is val.</summary>
    internal static IReadOnlyList<PhantomSlice> Plan(PhantomOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Images, PhantomOptions.FewestImages, nameof(options));
        var slices = new List<PhantomSlice>(options.Images);
        var val = ValCount(options.Images);
        AddPatients(slices, options.Images - val, options.Seed);
        AddPatients(slices, val, options.Seed);
        return slices;
    }

    internal static int ValCount(int images) => Math.Max(2, images / 10);

    private static void AddPatients(List<PhantomSlice> slices, int count, ulong seed)
    {
        // Two patients at least, as soon as each has two slices.
        var patients = Math.Max((count + SlicesPerPatient - 1) / SlicesPerPatient, Math.Min(2, count / 2));
        // Patients come in pairs, (0, 1), (2, 3), ..; val begins with a pair of its own.
        var first = slices.Count == 0 ? 0 : (slices[^1].Patient.Number + 2) / 2 * 2;
        for (var p = 0; p < patients; p++)
        {
            // The frames are dealt out as evenly as they go.
            var mine = count / patients + (p < count % patients ? 1 : 0);
            var patient = PhantomPatient.Draw(seed, first + p);
            for (var s = 0; s < mine; s++)
                slices.Add(PhantomSlice.Draw(patient, s, mine));
        }
    }
}
