namespace FcnEngine.Optimizers;

/// <summary>learningRate * decayRate ^ (step / decaySteps); the exponent is rounded down where <paramref name="Staircase"/>.</summary>
public sealed record ExponentialDecay(double LearningRate, double DecayRate, long DecaySteps, bool Staircase = true)
{
    /// <summary>The rate of a step, counted from 0.</summary>
    public float At(long step)
    {
        var exponent = (double)step / DecaySteps;
        return (float)(LearningRate * Math.Pow(DecayRate, Staircase ? Math.Floor(exponent) : exponent));
    }

    /// <summary>Throws an <see cref="ArgumentException"/> naming the option where a value makes no sense.</summary>
    public void Validate()
    {
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate)) throw new ArgumentException($"learning_rate must be above 0, got {LearningRate}");
        if (!(DecayRate > 0) || !double.IsFinite(DecayRate)) throw new ArgumentException($"decay_rate must be above 0, got {DecayRate}");
        if (DecaySteps < 1) throw new ArgumentException($"decay_steps must be at least 1, got {DecaySteps}");
    }
}
