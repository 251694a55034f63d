using System.Collections.Concurrent;
using System.Diagnostics;
using FcnEngine.Data.Augmentation;

namespace FcnEngine.Data.Batching;

/// <summary>
/// Serves batches epoch after epoch without end; one thread fills the next ones while the network works.
/// Usage: <c>using var loader = new BatchLoader(samples, new() { BatchSize = 4, Seed = 1 });
/// for (..) { Batch batch = loader.Next(); .. }</c>, or <c>foreach (var batch in loader.Epoch())</c> for the rest of one epoch.
/// </summary>
public sealed class BatchLoader : IDisposable
{
    private readonly IReadOnlyList<Sample> _samples;
    private readonly BatchLoaderOptions _options;
    private readonly BlockingCollection<Batch> _free = [], _ready = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _filler;
    private Batch? _lent;
    private Exception? _failure;
    private long _waited;

    /// <exception cref="ArgumentException">No samples, samples of different sizes, or options that make no sense.</exception>
    public BatchLoader(IReadOnlyList<Sample> samples, BatchLoaderOptions? options = null)
    {
        _samples = samples;
        _options = options ?? new BatchLoaderOptions();
        if (samples.Count == 0)
            throw new ArgumentException("there are no samples to load", nameof(samples));
        Size = samples[0].Size;
        if (samples.FirstOrDefault(sample => sample.Size != Size) is { } odd)
            throw new ArgumentException($"sample '{odd.Name}' is {odd.Size}, the first one is {Size}", nameof(samples));
        if (AugmentationSet.FindFault(_options.Augment, Size) is { } fault)
            throw new ArgumentException(fault, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.BatchSize, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.Prefetch, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(_options.StartEpoch, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(_options.StartBatch, nameof(options));
        BatchesPerEpoch = (samples.Count + _options.BatchSize - 1) / _options.BatchSize;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.StartBatch, BatchesPerEpoch, nameof(options));

        // One batch is lent out, the others wait ready or are being filled.
        var capacity = Math.Min(_options.BatchSize, samples.Count);
        for (var i = 0; i < _options.Prefetch + 1; i++)
            _free.Add(new Batch(capacity, Size));
        _filler = new Thread(Fill) { IsBackground = true, Name = "batch loader" };
        _filler.Start();
    }

    public FrameSize Size { get; }

    public int SampleCount => _samples.Count;

    /// <summary>The last partial batch included.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>How long <see cref="Next"/> has waited for data so far.</summary>
    public TimeSpan Waited => Stopwatch.GetElapsedTime(0, _waited);

    /// <summary>The next batch; the one before is taken back and refilled.</summary>
    public Batch Next()
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        if (_lent is not null)
            _free.Add(_lent);
        _lent = null;
        if (!_ready.TryTake(out var batch))
        {
            var start = Stopwatch.GetTimestamp();
            if (!_ready.TryTake(out batch, Timeout.Infinite))
                throw new InvalidOperationException("the batch loader stopped", _failure);
            _waited += Stopwatch.GetTimestamp() - start;
        }
        return _lent = batch;
    }

    /// <summary>The batches from here to the end of the epoch.</summary>
    public IEnumerable<Batch> Epoch()
    {
        Batch batch;
        do
        {
            batch = Next();
            yield return batch;
        } while (!batch.EndsEpoch);
    }

    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
            return;
        _stop.Cancel();
        _filler.Join();
        _stop.Dispose();
        _free.Dispose();
        _ready.Dispose();
    }

    private void Fill()
    {
        try
        {
            var first = _options.StartBatch;
            for (var epoch = _options.StartEpoch; ; epoch++, first = 0)
            {
                var order = _options.Shuffle ? EpochOrder.Shuffled(_options.Seed, epoch, _samples.Count) : EpochOrder.InFileOrder(_samples.Count);
                for (var index = first; index < BatchesPerEpoch; index++)
                {
                    var batch = _free.Take(_stop.Token);
                    FillOne(batch, order, epoch, index);
                    _ready.Add(batch);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed: nobody waits any more.
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
        finally
        {
            _ready.CompleteAdding();
        }
    }

    private void FillOne(Batch batch, int[] order, int epoch, int index)
    {
        var first = index * _options.BatchSize;
        batch.Count = Math.Min(_options.BatchSize, order.Length - first);
        batch.Epoch = epoch;
        batch.Index = index;
        batch.EndsEpoch = index == BatchesPerEpoch - 1;
        // A frame that is only copied is not worth waking another thread.
        if (_options.Augment == Augmentations.None || batch.Count == 1)
        {
            for (var slot = 0; slot < batch.Count; slot++)
                FillSlot(slot);
        }
        else
            Parallel.For(0, batch.Count, FillSlot);

        void FillSlot(int slot)
        {
            var sample = _samples[order[first + slot]];
            var change = _options.Augment == Augmentations.None
                ? FrameChange.Nothing
                : FrameChange.Draw(_options.Augment, Size, _options.Seed, epoch, order[first + slot]);
            FrameWarp.Apply(sample, change, batch.ImageSlot(slot), batch.LabelSlot(slot));
            batch.Describe(slot, order[first + slot], sample.Name);
        }
    }
}
