namespace FcnEngine.Fuzz.Running;

/// <summary>Ends the process with the mutant's number when one mutant takes too long to ever end.</summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Timer _timer;
    private int _reached, _seen = -1;

    public Watchdog(string format, ulong seed) => _timer = new Timer(_ =>
    {
        var reached = Volatile.Read(ref _reached);
        if (reached == _seen)
        {
            Console.Error.WriteLine($"{format}, mutant {reached} of seed {seed} does not come to an end");
            Environment.Exit(3);
        }
        _seen = reached;
    }, null, s_patience, s_patience);

    public void Reached(int index) => Volatile.Write(ref _reached, index);

    public void Dispose() => _timer.Dispose();
}
