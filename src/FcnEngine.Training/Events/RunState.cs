namespace FcnEngine.Training.Events;

/// <summary>
/// Where a run stands between two steps: with the weights and the settings, all it takes to go on bit for bit.
/// Shuffling, first weights and dropout are functions of the seed and these counters, so there is no other random state.
/// </summary>
/// <param name="Step">Updates done; the next step has this number.</param>
/// <param name="Epoch">The epoch the next batch belongs to, from 0.</param>
/// <param name="Batch">The place of the next batch in its epoch, from 0.</param>
/// <param name="EpochLossSum">The sum over the images of this epoch so far of their batch's mean loss.</param>
/// <param name="EpochImages">Images of this epoch so far.</param>
/// <param name="BestDice">The best Dice on the validation part so far; negative where none was taken.</param>
/// <param name="BestStep">The step of the best Dice.</param>
/// <param name="RateScale">What the schedule's rate is multiplied by: 1, or less after a retreat from a value that was not finite.</param>
public readonly record struct RunState(
    long Step, int Epoch, int Batch, double EpochLossSum, long EpochImages, double BestDice, long BestStep, double RateScale)
{
    /// <summary>Before the first step.</summary>
    public static RunState Start { get; } = new(0, 0, 0, 0, 0, -1, 0, 1);

    /// <summary>The image-weighted mean loss of this epoch so far.</summary>
    public double EpochMeanLoss => EpochImages == 0 ? 0 : EpochLossSum / EpochImages;

    /// <summary>The state after one more batch of the same epoch.</summary>
    public RunState AfterBatch(float loss, int images) => this with
    {
        Step = Step + 1,
        Batch = Batch + 1,
        EpochLossSum = EpochLossSum + (double)loss * images,
        EpochImages = EpochImages + images,
    };

    /// <summary>The state at the beginning of the next epoch.</summary>
    public RunState NextEpoch() => this with { Epoch = Epoch + 1, Batch = 0, EpochLossSum = 0, EpochImages = 0 };

    /// <summary>The state with a Dice taken at this step.</summary>
    public RunState WithDice(double dice) => dice > BestDice ? this with { BestDice = dice, BestStep = Step } : this;
}
