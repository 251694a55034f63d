using FcnEngine.Reference;
using FcnEngine.Testing.Cases;

namespace FcnEngine.Testing.Checks;

/// <summary>The gradient nodes of a case, computed in float64, against central differences of its float64 forward.</summary>
public static class GradientCheck
{
    private const double Step = 1e-6;
    private const int Directions = 4, Coordinates = 12;

    /// <summary>The largest relative error over the inputs: differences along random directions and along single elements.</summary>
    public static double WorstError(OpCase opCase)
    {
        var built = opCase.Build();
        var values = new ReferenceInterpreter(built.Graph).Run(built.Feeds());
        var worst = 0.0;
        for (var i = 0; i < built.Inputs.Count; i++)
        {
            if (built.InputGradients[i] is not { } gradient) continue;
            worst = Math.Max(worst, InputError(built, i, values[gradient]));
        }

        return worst;
    }

    private static double InputError(BuiltCase built, int input, double[] gradient)
    {
        var random = new Random(7);
        var (numeric, analytic) = (new List<double>(), new List<double>());
        for (var i = 0; i < Directions + Coordinates; i++)
        {
            var direction = new double[gradient.Length];
            if (i < Directions) direction = Array.ConvertAll(direction, _ => 2 * random.NextDouble() - 1);
            else direction[random.Next(direction.Length)] = 1;
            numeric.Add((Projection(built, input, direction, Step) - Projection(built, input, direction, -Step)) / (2 * Step));
            analytic.Add(gradient.Zip(direction, (g, d) => g * d).Sum());
        }

        return RelativeError.Of(analytic.ToArray(), numeric.ToArray());
    }

    /// <summary>The output times the output gradient, summed: a scalar whose gradient the case's gradient nodes are.</summary>
    private static double Projection(BuiltCase built, int input, double[] direction, double step)
    {
        var feeds = built.Feeds();
        var moved = feeds[built.Case.Inputs[input].Name];
        for (var i = 0; i < moved.Length; i++) moved[i] += step * direction[i];
        var output = new ReferenceInterpreter(built.Graph).Run(feeds, built.Output)[built.Output];
        return output.Zip(feeds[built.Upstream!.Name], (value, weight) => value * weight).Sum();
    }
}
