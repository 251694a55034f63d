using FcnEngine.Execution;

namespace FcnEngine.Kernels.Gpu.Tuning;

/// <summary>Tells how long queued work takes on the device.</summary>
public interface ILaunchClock
{
    /// <summary>Microseconds of so many runs of a sequence, one after the other.</summary>
    double Measure(LaunchSequence sequence, int runs);
}
