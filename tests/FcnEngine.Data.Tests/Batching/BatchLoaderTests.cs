using FcnEngine.Data.Batching;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Batching;

public sealed class BatchLoaderTests
{
    private static readonly Sample[] s_samples = [.. Enumerable.Range(0, 7).Select(i => TestSamples.Make(3, 4, i))];

    [Fact]
    public void An_epoch_holds_every_sample_once_and_the_rest_in_a_partial_batch()
    {
        using var loader = new BatchLoader(s_samples, new BatchLoaderOptions { BatchSize = 3, Seed = 4 });
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var seen = new List<int>();
            var counts = new List<int>();
            foreach (var batch in loader.Epoch())
            {
                Assert.Equal((epoch, counts.Count), (batch.Epoch, batch.Index));
                counts.Add(batch.Count);
                seen.AddRange(batch.SampleIndices);
            }
            // 7 = 3 + 3 + 1.
            Assert.Equal([3, 3, 1], counts);
            Assert.Equal(3, loader.BatchesPerEpoch);
            Assert.Equal(Enumerable.Range(0, 7), seen.Order());
        }
    }

    [Fact]
    public void Images_are_the_stored_values_over_1024_and_labels_follow()
    {
        using var loader = new BatchLoader(s_samples, new BatchLoaderOptions { BatchSize = 2 });
        foreach (var batch in loader.Epoch())
        {
            Assert.Equal(batch.Count * 12, batch.Images.Length);
            for (var slot = 0; slot < batch.Count; slot++)
            {
                var sample = s_samples[batch.SampleIndices[slot]];
                Assert.Equal(sample.Name, batch.Names[slot]);
                Assert.Equal(sample.Pixels.Select(p => p / 1024f), batch.Images.Slice(slot * 12, 12).ToArray());
                Assert.Equal(sample.Mask, batch.Labels.Slice(slot * 12, 12).ToArray());
            }
        }
    }

    [Fact]
    public void A_loader_started_in_mid_run_goes_on_as_the_first_one_did()
    {
        var whole = Trace(new BatchLoaderOptions { BatchSize = 2, Seed = 11 }, 16);

        // 4 batches an epoch; batch 9 of the run is batch 1 of epoch 2.
        var resumed = Trace(new BatchLoaderOptions { BatchSize = 2, Seed = 11, StartEpoch = 2, StartBatch = 1 }, 7);
        Assert.Equal(whole.Skip(9), resumed);

        // The end of epoch 1 is the start of epoch 2.
        var atEnd = Trace(new BatchLoaderOptions { BatchSize = 2, Seed = 11, StartEpoch = 1, StartBatch = 4 }, 8);
        Assert.Equal(whole.Skip(8), atEnd);
    }

    [Fact]
    public void Seeds_and_epochs_give_orders_of_their_own()
    {
        var orders = new[] { (1UL, 0), (1UL, 1), (2UL, 0) }.Select(o => string.Join(' ', EpochOrder.Shuffled(o.Item1, o.Item2, 50)));
        Assert.Equal(3, orders.Distinct().Count());
        Assert.Equal(EpochOrder.Shuffled(1, 5, 50), EpochOrder.Shuffled(1, 5, 50));
    }

    [Fact]
    public void Without_shuffling_the_samples_keep_their_order()
    {
        using var loader = new BatchLoader(s_samples, new BatchLoaderOptions { BatchSize = 3, Shuffle = false });
        Assert.Equal(Enumerable.Range(0, 7), loader.Epoch().SelectMany(batch => batch.SampleIndices.ToArray()));
    }

    [Fact]
    public void Time_spent_waiting_is_counted()
    {
        using var loader = new BatchLoader(s_samples);
        for (var i = 0; i < 50; i++)
            loader.Next();
        Assert.InRange(loader.Waited, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Sets_that_cannot_be_batched_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new BatchLoader([]));
        Assert.Throws<ArgumentException>(() => new BatchLoader([s_samples[0], TestSamples.Make(4, 3)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLoader(s_samples, new BatchLoaderOptions { BatchSize = 0 }));
    }

    [Fact]
    public void A_disposed_loader_says_so()
    {
        var loader = new BatchLoader(s_samples);
        loader.Next();
        loader.Dispose();
        loader.Dispose();
        Assert.Throws<ObjectDisposedException>(loader.Next);
    }

    private static List<string> Trace(BatchLoaderOptions options, int batches)
    {
        using var loader = new BatchLoader(s_samples, options);
        var trace = new List<string>();
        for (var i = 0; i < batches; i++)
        {
            var batch = loader.Next();
            trace.Add($"{batch.Epoch}/{batch.Index}: {string.Join(' ', batch.SampleIndices.ToArray())}");
        }
        return trace;
    }
}
