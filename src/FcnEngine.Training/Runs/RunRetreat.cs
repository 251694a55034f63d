using FcnEngine.Data;
using FcnEngine.Execution;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Events;

namespace FcnEngine.Training.Runs;

/// <summary>
/// Goes back to a good checkpoint with a smaller rate after a value that was not finite: the first time to the newest, the second time
/// to the one before it, and so on, since weights that are finite may be lost all the same. Where to go, and with which rate, follows
/// from the run's files; those it keeps besides because somebody stopped it do not count. So a run that is killed or stopped on the way
/// comes to the same.
/// </summary>
internal static class RunRetreat
{
    /// <summary>What the rate is multiplied by, each time.</summary>
    public const double Factor = 0.5;

    /// <summary>How often in the life of a run; a rate so much smaller that still fails wants a person.</summary>
    public const int Most = 6;

    /// <summary>How often a run has gone back, which its rate tells.</summary>
    public static int Count(in RunState state) => (int)Math.Round(Math.Log(state.RateScale, Factor));

    /// <summary>Whether a run can have come to this scale of its rate.</summary>
    public static bool IsScale(double scale) => Enumerable.Range(0, Most + 1).Any(count => scale == Math.Pow(Factor, count));

    public static bool IsLeft(in RunState state) => Count(state) < Most;

    /// <summary>Puts the weights of the checkpoint into the model and lets updates go on.</summary>
    /// <param name="current">The state the faulty stretch began in, for its rate.</param>
    /// <param name="faultStep">The step that failed.</param>
    /// <param name="every">When the run is saved.</param>
    /// <param name="warn">Told of a checkpoint that is damaged.</param>
    /// <returns>The state to go on from, which must be saved first.</returns>
    /// <exception cref="DataException">There is no sound checkpoint.</exception>
    public static RunState Back(CheckpointFolder folder, Model model, in RunState current, long faultStep, SaveInterval every, Action<string> warn)
    {
        var planned = folder.Steps().Where(step => step <= faultStep && folder.StateOf(step) is { } state && every.Plans(state)).ToArray();
        var wanted = Math.Min(Count(current), planned.Length - 1);
        var checkpoint = FirstSound(planned.Skip(wanted).Concat(planned.Take(Math.Max(wanted, 0)).Reverse())) ?? RunResumption.OpenNewest(folder, warn);
        checkpoint.LoadInto(model);
        model.ClearFault();
        return checkpoint.Record.State with { RateScale = current.RateScale * Factor };

        Checkpoint? FirstSound(IEnumerable<long> steps)
        {
            foreach (var step in steps)
            {
                try
                {
                    return Checkpoint.Open(folder.OfStep(step));
                }
                catch (DataException damage)
                {
                    warn($"{damage.Message}; looking for another checkpoint");
                }
            }

            return null;
        }
    }
}
