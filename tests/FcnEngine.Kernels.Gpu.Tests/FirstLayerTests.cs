using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Checks;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>
/// The first layer on tensor cores: columns that are not a whole eight or an odd number of eights, several strips in a row and to a
/// block, strips that end early, padding on any side or none, windows with several maxima and windows below zero.
/// </summary>
public sealed class FirstLayerTests(Simulator simulator)
{
    private static readonly string[] s_plain = ["first", "descend"];

    public static TheoryData<string> Names => [.. Cases.Keys];

    /// <summary>Coarser arithmetic finds another maximum where two are near: positions are compared where it is exact.</summary>
    public static TheoryData<string> NamesForAllClasses =>
        [.. Cases.Keys.Where(name => (name.Contains("1 output, odd eights", StringComparison.Ordinal) || name.Contains("gradient odd eights", StringComparison.Ordinal)
            || name.Contains("ties", StringComparison.Ordinal)))];

    private static Dictionary<string, KernelCase> Cases { get; } = FirstLayerCases.Kernels.ToDictionary(kernel => kernel.Name);

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_as_exact_as_float(string name) => Check(Precision.Fp32, "tf32+bf16", name, tolerance: 1e-6);

    [Theory]
    [MemberData(nameof(NamesForAllClasses))]
    public void Three_tf32_products_are_more_exact(string name) => Check(Precision.Tf32x3, "3xtf32", name, tolerance: 5e-7);

    [Theory]
    [MemberData(nameof(NamesForAllClasses))]
    public void One_tf32_product_is_exact_to_5e_4(string name) => Check(Precision.Tf32, "tf32", name, tolerance: 5e-4);

    [Theory]
    [MemberData(nameof(NamesForAllClasses))]
    public void One_bfloat16_product_is_exact_to_1e_2(string name) => Check(Precision.Bf16, "bf16", name, tolerance: 1e-2);

    /// <summary>As on a card with many multiprocessors; more than the sixteen that are on their way at a time.</summary>
    [Fact]
    public void Twenty_parts_add_up_to_the_gradient()
    {
        var traits = GpuDevices.SmallGpu with { Multiprocessors = 40 };
        var kernel = Cases.Values.First(each => each.Name.Contains("gradient many strips", StringComparison.Ordinal));
        Assert.Equal(20, SplitPlan.For(traits, tiles: 1, stages: 40, minimumStages: 2, blocksPerMultiprocessor: 1).Parts);
        using var device = GpuDevices.OpenSimulator(new GpuOptions(), traits);
        KernelChecks.All(device, kernel, 1e-6);
    }

    [Fact]
    public void Other_channels_and_cards_without_tensor_cores_keep_the_plain_kernel()
    {
        foreach (var odd in FirstLayerCases.Of("odd", FirstLayerCases.Layer([1, 8, 8, 1], 18)).SelectMany(KernelCases.From))
            Assert.Contains(Launched(simulator.TensorCores(Precision.Fp32), odd).Split(' ')[^1], s_plain);
        foreach (var kernel in Cases.Values.Take(4)) Assert.Contains(Launched(simulator.Plain, kernel).Split(' ')[^1], s_plain);
    }

    [Fact]
    public void NaN_wins_where_it_wins_in_the_plain_kernel()
    {
        var kernel = Cases.Values.First(each => each.OutputCount == 2 && each.Name.Contains("odd eights", StringComparison.Ordinal));
        var inputs = kernel.Inputs();
        inputs[0][0] = inputs[0][131] = inputs[0][300] = double.NaN;
        double[][] plain = Outputs(simulator.Plain), tensor = Outputs(simulator.TensorCores(Precision.Fp32));
        Assert.InRange(plain[0].Count(double.IsNaN), 1, plain[0].Length / 2);
        Assert.Equal(plain[0].Select(double.IsNaN), tensor[0].Select(double.IsNaN));
        Assert.Equal(plain[1], tensor[1]);

        double[][] Outputs(IlgpuDevice device)
        {
            using var run = new KernelRun(device, kernel, inputs);
            run.RunGuarded(kernel.Name);
            return [.. run.Outputs.Select(run.Read)];
        }
    }

    private void Check(Precision precision, string arithmetic, string name, double tolerance)
    {
        var device = simulator.TensorCores(precision);
        Assert.EndsWith(" " + arithmetic, Launched(device, Cases[name]), StringComparison.Ordinal);
        KernelChecks.All(device, Cases[name], tolerance);
    }

    private static string Launched(IlgpuDevice device, KernelCase kernel)
    {
        using var run = new KernelRun(device, kernel, kernel.Inputs());
        return Assert.Single(run.Launches).Kernel;
    }
}
