using FcnEngine.Execution;
using FcnEngine.Networks;
using FcnEngine.Testing.Checks;

namespace FcnEngine.Testing.Networks;

/// <summary>What a device must do with values that are not finite: notice them within the step, keep every weight finite, and freeze them.</summary>
public static class FaultChecks
{
    /// <summary>A good step, one with a value in an image that is not finite, a good one again.</summary>
    public static void InInput(Device device, Network network, float value, int batchSize = 2)
    {
        using var model = new Model(network, device, new ModelOptions(Seed: 3));
        var (session, step) = (model.Training(batchSize), TrainingStep.Build(network, batchSize));
        Queue(session, step, 0);
        Require(session.ReadOutcomes() is [{ Fault: null } good] && float.IsFinite(good.Loss), "a good step has a fault");

        Queue(session, step, 1, images => images[images.Length / 2] = value);
        var met = session.ReadOutcomes()[0];
        Require(met.Fault is not null, $"{value} in an image is not noticed: loss {met.Loss}");
        var frozen = Weights(model);
        Require(frozen.All(float.IsFinite), $"a weight is not finite after {value} in an image");
        Queue(session, step, 2);
        Require(session.ReadOutcomes()[0].Fault == met.Fault, $"the fault {met.Fault} is forgotten");
        Require(Weights(model).AsSpan().SequenceEqual(frozen), "weights changed while there was a fault");

        model.ClearFault();
        Queue(session, step, 3);
        Require(session.ReadOutcomes() is [{ Fault: null }], "the fault was not cleared");
        Require(!Weights(model).AsSpan().SequenceEqual(frozen) && Weights(model).All(float.IsFinite), "training does not go on after a fault was cleared");
    }

    /// <summary>A rate that sends weights and activations out of range: no weight becomes NaN or infinite, and the fault is named.</summary>
    public static void InGradient(Device device, Network network, int batchSize = 2)
    {
        using var model = new Model(network, device, new ModelOptions(Seed: 3));
        var (session, step) = (model.Training(batchSize), TrainingStep.Build(network, batchSize));
        string? fault = null;
        for (var number = 0; number < 10 && fault is null; number++)
        {
            Queue(session, step, number, rate: 1e37f);
            fault = session.ReadOutcomes()[0].Fault;
        }

        Require(fault is not null, "a rate of 1e37 has no fault within 10 steps");
        Require(model.Variables.ParameterNames.Contains(fault), $"{fault} is no parameter");
        Require(Weights(model).All(float.IsFinite), "a weight is not finite");
    }

    private static void Queue(TrainingSession session, TrainingStep step, int number, Action<float[]>? change = null, float rate = 0.05f)
    {
        var feeds = step.Feeds(number);
        var images = Array.ConvertAll(feeds["images"], value => (float)value);
        change?.Invoke(images);
        session.Queue(images, Array.ConvertAll(feeds["labels"], value => (byte)value), number, rate);
    }

    private static float[] Weights(Model model) => [.. model.Variables.ParameterNames.SelectMany(model.Variables.ReadAll)];

    private static void Require(bool holds, string problem)
    {
        if (!holds) throw new CheckFailedException(problem);
    }
}
