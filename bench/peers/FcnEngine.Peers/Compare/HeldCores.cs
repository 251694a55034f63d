namespace FcnEngine.Peers.Compare;

/// <summary>Threads that wait in a loop and touch no memory, so that other sessions, of lower priority than this one, find fewer cores free.</summary>
internal sealed class HeldCores : IDisposable
{
    private readonly Thread[] _threads;
    private volatile bool _released;

    public HeldCores(int cores)
    {
        _threads = [.. Enumerable.Range(0, Math.Max(cores, 0)).Select(_ => new Thread(Hold) { IsBackground = true })];
        foreach (var thread in _threads) thread.Start();
    }

    public void Dispose()
    {
        _released = true;
        foreach (var thread in _threads) thread.Join();
    }

    private void Hold()
    {
        while (!_released) Thread.SpinWait(1000);
    }
}
