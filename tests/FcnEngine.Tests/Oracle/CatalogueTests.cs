using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Checks;

namespace FcnEngine.Tests.Oracle;

/// <summary>The catalogue of cases leaves no op and no kernel out.</summary>
public class CatalogueTests
{
    [Fact]
    public void Every_op_has_a_case()
    {
        var all = typeof(Op).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Op)) && !type.IsAbstract);
        // These two hold a value that comes from outside; there is nothing to compute.
        var expected = all.Except([typeof(Input), typeof(Variable)]);
        Assert.Empty(expected.Except(KernelCases.All.Select(kernel => kernel.Op.GetType())));
    }

    [Fact]
    public void Every_parameter_gradient_has_a_case_with_the_update_fused_in()
    {
        var expected = typeof(Op).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IParameterGradient)) && type.IsClass);
        var covered = KernelCases.All.Select(kernel => kernel.Op).OfType<DescendGradient>().Select(fused => fused.GradientOp.GetType());
        Assert.Empty(expected.Except(covered));
    }

    [Fact]
    public void Every_kernel_of_the_contract_has_a_case_for_each_of_its_options() =>
        Assert.Empty(RecordingKernels.Contract().Except(RecordingKernels.CallsOf(KernelCases.All)));

    [Fact]
    public void Every_case_has_a_name_of_its_own()
    {
        var twice = KernelCases.All.GroupBy(kernel => kernel.Name).Where(same => same.Count() > 1).Select(same => same.Key);
        Assert.Empty(twice);
    }

    [Fact]
    public void Every_case_infers_the_shape_that_was_written_down()
    {
        foreach (var opCase in OpCases.All.Where(opCase => opCase.ExpectedShape is not null))
            Assert.Equal(opCase.ExpectedShape, opCase.Build().Output.Shape);
    }
}
