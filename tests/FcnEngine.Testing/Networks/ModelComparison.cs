using FcnEngine.Execution;
using FcnEngine.Reference;
using FcnEngine.Testing.Checks;

namespace FcnEngine.Testing.Networks;

/// <summary>A model on a device and the same network in float64, trained side by side on the same batches.</summary>
public sealed class ModelComparison
{
    private readonly Model _model;
    private readonly TrainingStep _step;
    private readonly ReferenceInterpreter _reference;
    private readonly int _batchSize;

    public ModelComparison(Model model, int batchSize, ulong seed)
    {
        (_model, _batchSize) = (model, batchSize);
        _step = TrainingStep.Build(model.Network, batchSize, seed);
        _reference = new ReferenceInterpreter(_step.Graph);
        _reference.Initialize(seed);
    }

    /// <summary>One step of both; returns the relative difference of their losses.</summary>
    public double Step(int number, double rate)
    {
        var feeds = _step.Feeds(number, rate);
        var loss = _model.Training(_batchSize).Step(
            Array.ConvertAll(feeds["images"], value => (float)value), Array.ConvertAll(feeds["labels"], value => (byte)value), number, (float)rate);
        var expected = _reference.Run(feeds)[_step.Loss][0];
        return Math.Abs(loss - expected) / Math.Abs(expected);
    }

    /// <summary>The largest relative difference of any parameter.</summary>
    public double WeightError() => _model.Variables.ParameterNames.Max(name =>
        RelativeError.Of(Array.ConvertAll(_model.Variables.ReadAll(name), value => (double)value), _reference.Variables[name]));
}
