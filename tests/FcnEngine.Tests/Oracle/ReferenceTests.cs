using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Checks;

namespace FcnEngine.Tests.Oracle;

/// <summary>The float64 reference against itself: shapes, and gradients against finite differences.</summary>
public class ReferenceTests
{
    private const double LargestGradientError = 1e-6;

    [Fact]
    public void The_reference_fills_every_output_that_shape_inference_promises()
    {
        foreach (var kernel in KernelCases.All.Where(kernel => !kernel.Large))
        {
            var lengths = kernel.Expected(kernel.Inputs()).Outputs.Select(output => (long)output.Length);
            Assert.Equal(kernel.OutputTypes.Select(type => type.Shape.ElementCount), lengths);
        }
    }

    [Fact]
    public void The_gradients_of_all_ops_agree_with_finite_differences()
    {
        var failures = new List<string>();
        foreach (var opCase in OpCases.All.Where(opCase => !opCase.Large))
        {
            var error = GradientCheck.WorstError(opCase);
            if (error > LargestGradientError) failures.Add($"{KernelCases.From(opCase).First().Name}: {error:E2}");
        }

        Assert.Empty(failures);
    }
}
