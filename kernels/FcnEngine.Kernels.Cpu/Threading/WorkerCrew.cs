using System.Diagnostics;

namespace FcnEngine.Kernels.Cpu.Threading;

/// <summary>
/// A few threads that run numbered items of work together with the caller. Items are claimed one by one, so a core that is
/// busy elsewhere slows nobody down; results must not depend on who runs an item. A run allocates nothing.
/// </summary>
/// <remarks>
/// An idle worker spins for some microseconds, long enough to meet the next launch of a step, and then sleeps.
/// The claim word holds the run's number above and the items left below: what is not zero below belongs to a run that is still going,
/// so a worker whose exchange succeeds has read that run's work and count.
/// </remarks>
internal sealed class WorkerCrew : IDisposable
{
    private static readonly long SpinTicks = Stopwatch.Frequency / 50_000; // 20 microseconds
    private readonly Lock _running = new();
    private readonly object _workers = new();
    private readonly object _caller = new();
    private readonly Thread[] _threads;
    private Action<int, int>? _work;
    private int _count;
    private long _claim;
    private int _done;
    private int _parked;
    private volatile bool _callerParked;
    private volatile bool _stopping;

    public WorkerCrew(int threads)
    {
        Threads = threads;
        _threads = new Thread[threads - 1];
        for (var index = 0; index < _threads.Length; index++)
        {
            var worker = index + 1;
            _threads[index] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"kernel worker {worker}" };
            _threads[index].Start();
        }
    }

    /// <summary>Threads that work, the caller included.</summary>
    public int Threads { get; }

    /// <summary>Runs <paramref name="work"/>(item, worker) for every item in [0, count) and returns when all are done; the caller is worker 0.</summary>
    public void Run(int count, Action<int, int> work)
    {
        if (count <= 1 || _threads.Length == 0)
        {
            for (var item = 0; item < count; item++) work(item, 0);
            return;
        }

        lock (_running)
        {
            _work = work;
            _count = count;
            _done = 0;
            var next = (((_claim >> 32) + 1) << 32) | (uint)count;
            Interlocked.Exchange(ref _claim, next); // full fence: the work is visible before the claim, the claim before _parked is read
            if (Volatile.Read(ref _parked) > 0)
            {
                lock (_workers) Monitor.PulseAll(_workers);
            }

            while (TryWorkOnce(0))
            {
            }

            AwaitLastItem();
        }
    }

    public void Dispose()
    {
        _stopping = true;
        lock (_workers) Monitor.PulseAll(_workers);
        foreach (var thread in _threads) thread.Join();
    }

    private bool HasWork() => (uint)Volatile.Read(ref _claim) != 0;

    private bool TryWorkOnce(int worker)
    {
        while (true)
        {
            var claim = Volatile.Read(ref _claim);
            var count = Volatile.Read(ref _count);
            var work = Volatile.Read(ref _work);
            var left = (int)(uint)claim;
            if (left == 0) return false;
            if (Interlocked.CompareExchange(ref _claim, claim - 1, claim) != claim) continue;
            work!(count - left, worker);
            if (Interlocked.Increment(ref _done) == count && _callerParked)
            {
                lock (_caller) Monitor.PulseAll(_caller);
            }

            return true;
        }
    }

    private void AwaitLastItem()
    {
        var start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _done) < _count)
        {
            if (Stopwatch.GetTimestamp() - start < SpinTicks)
            {
                Thread.SpinWait(4);
                continue;
            }

            lock (_caller)
            {
                _callerParked = true;
                Interlocked.MemoryBarrier();
                while (Volatile.Read(ref _done) < _count) Monitor.Wait(_caller);
                _callerParked = false;
            }
        }
    }

    private void Serve(int worker)
    {
        while (!_stopping)
        {
            while (TryWorkOnce(worker))
            {
            }

            var start = Stopwatch.GetTimestamp();
            while (!HasWork() && !_stopping && Stopwatch.GetTimestamp() - start < SpinTicks) Thread.SpinWait(4);
            if (!HasWork()) Park();
        }
    }

    private void Park()
    {
        lock (_workers)
        {
            Interlocked.Increment(ref _parked);
            while (!HasWork() && !_stopping) Monitor.Wait(_workers);
            Interlocked.Decrement(ref _parked);
        }
    }
}
