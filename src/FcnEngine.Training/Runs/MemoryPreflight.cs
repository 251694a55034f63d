using System.Globalization;
using FcnEngine.Data.Batching;
using FcnEngine.Execution;
using FcnEngine.Networks;

namespace FcnEngine.Training.Runs;

/// <summary>Refuses what will not fit into a device's memory before it begins, and names the batch size that will.</summary>
/// <param name="device">Where it is to run.</param>
/// <param name="needOf">Batch size -> what it takes.</param>
internal sealed class MemoryPreflight(Device device, Func<int, MemoryNeed> needOf)
{
    /// <summary>Buffers of a loader, one lent out and the others ready or being filled, of a float and a byte a pixel.</summary>
    private static readonly int s_bytesAPixel = (new BatchLoaderOptions().Prefetch + 1) * (sizeof(float) + 1);

    /// <param name="network">The network.</param>
    /// <param name="device">Where it is to run.</param>
    /// <param name="images">Training images; the last batch of an epoch may be smaller and has a session of its own.</param>
    /// <param name="evaluates">Whether images are evaluated in between, one by one.</param>
    public static MemoryPreflight OfTraining(Network network, Device device, int images, bool evaluates) =>
        new(device, size => WithBatches(MemoryNeed.Of(network, Sizes(size, images), evaluates ? [1] : []), network, Math.Min(size, images)));

    /// <summary>The same for inference alone, on pictures one by one too.</summary>
    public static MemoryPreflight OfEvaluation(Network network, Device device, int images) =>
        new(device, size => WithBatches(MemoryNeed.Of(network, [], [.. Sizes(size, images), 1]), network, Math.Min(size, images)));

    /// <summary>Runs something that fits, and gives an end without memory in spite of that a line that says what would fit.</summary>
    /// <exception cref="RunException">It does not fit, or did not.</exception>
    public T Guard<T>(int batchSize, Func<T> run)
    {
        var (need, free) = (needOf(batchSize).Total, device.AvailableBytes);
        if (need > free)
            throw new RunException($"--batch_size {batchSize} needs {Size(need)} on {device.Name}, which has {Size(free)} free; {Remedy(batchSize, free)}");
        try
        {
            return run();
        }
        catch (Exception refusal) when (refusal is OutOfDeviceMemoryException or OutOfMemoryException)
        {
            // Somebody else took it, or a kernel needs more than was thought: half of what failed is a sound guess.
            throw new RunException($"{device.Name} ran out of memory, though --batch_size {batchSize} was to need {Size(need)} of {Size(free)} free; {Remedy(batchSize, need / 2)}", refusal);
        }
    }

    /// <summary>A batch size that fits into some memory, the largest but for the whims of a last partial batch; 0 for none.</summary>
    public int LargestWithin(long bytes, int below)
    {
        var (fits, tooMany) = (0, below);
        while (tooMany - fits > 1)
        {
            var size = (fits + tooMany) / 2;
            if (needOf(size).Total <= bytes) fits = size;
            else tooMany = size;
        }

        return fits;
    }

    private string Remedy(int batchSize, long bytes) => LargestWithin(bytes, batchSize) is > 0 and var fits
        ? $"--batch_size {fits} would fit"
        : "no batch size would fit, so free some memory or choose another --device";

    private static IEnumerable<int> Sizes(int batchSize, int images) => images <= batchSize ? [images] : images % batchSize == 0 ? [batchSize] : [batchSize, images % batchSize];

    private static MemoryNeed WithBatches(MemoryNeed need, Network network, int capacity) =>
        need with { Batches = (long)capacity * s_bytesAPixel * network.ImageShape.Aggregate(1L, (product, extent) => product * extent) };

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F2} GB");
}
