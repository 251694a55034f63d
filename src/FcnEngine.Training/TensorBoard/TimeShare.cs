namespace FcnEngine.Training.TensorBoard;

/// <summary>Lets work be done only while it takes at most a share of the time that has passed.</summary>
/// <param name="share">For instance 0.01.</param>
internal sealed class TimeShare(double share, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private TimeSpan _spent, _last;

    /// <summary>Whether work like the last fits into the share.</summary>
    public bool Allows => _spent + _last <= time.GetElapsedTime(_began) * share;

    /// <summary>Does the work and counts its time.</summary>
    public void Spend(Action work)
    {
        var began = time.GetTimestamp();
        work();
        _last = time.GetElapsedTime(began);
        _spent += _last;
    }
}
