namespace FcnEngine.Execution;

/// <summary>What becomes of a parameter's gradient when a kernel has computed it.</summary>
public abstract record GradientTarget
{
    private GradientTarget()
    {
    }

    /// <summary>The gradient overwrites a tensor of the parameter's shape.</summary>
    public sealed record Store(DeviceTensor Gradient) : GradientTarget;

    /// <summary>The gradient g never reaches memory: weight -= learningRate * g, in place.</summary>
    /// <param name="Weight">The parameter, read and overwritten.</param>
    /// <param name="LearningRate">A float scalar on the device.</param>
    /// <param name="Fault">
    /// An int scalar on the device, 0 while all is well. A kernel that finds it set changes no weight; one that meets an updated
    /// weight which is not finite leaves that weight as it was and sets the flag to <paramref name="FaultCode"/> if it was 0.
    /// </param>
    /// <param name="FaultCode">What names this update in the flag; at least 1.</param>
    public sealed record Descend(DeviceTensor Weight, DeviceTensor LearningRate, DeviceTensor Fault, int FaultCode) : GradientTarget;
}
