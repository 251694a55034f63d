using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Tensors;
using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Checks;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>
/// The first layer on tensor cores: columns that are not a whole eight or an odd number of eights, several strips in a row and to a
/// block, strips that end early, padding on any side or none, windows with several maxima and windows below zero.
/// </summary>
public sealed class FirstLayerTests(Simulator simulator)
{
    private static readonly (string Name, Conv2dGeometry Geometry)[] s_layers =
    [
        ("small", Layer([1, 8, 12, 1], 16)),
        ("odd eights", Layer([2, 12, 20, 1], 20)),
        ("the lab's channels", Layer([1, 8, 8, 1], 100)),
        ("two strips a row", Layer([1, 8, 140, 1], 28)),
        ("many strips", Layer([5, 32, 8, 1], 16)),
        ("two tiles of channels", Layer([1, 12, 8, 1], 252)),
        ("valid", Layer([2, 15, 19, 1], 32, Padding.Valid)),
    ];

    public static TheoryData<string> Names => [.. Cases.Keys];

    /// <summary>Coarser arithmetic finds another maximum where two are near: positions are compared where it is exact.</summary>
    public static TheoryData<string> NamesForAllClasses =>
        [.. Cases.Keys.Where(name => (name.Contains("1 output, odd eights", StringComparison.Ordinal) || name.Contains("ties", StringComparison.Ordinal)))];

    private static Dictionary<string, KernelCase> Cases { get; } = s_layers.SelectMany(layer => Of(layer.Name, layer.Geometry))
        .Concat(Ties(Layer([1, 16, 16, 1], 20))).SelectMany(KernelCases.From).ToDictionary(kernel => kernel.Name);

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

    [Fact]
    public void Other_channels_and_cards_without_tensor_cores_keep_the_plain_kernel()
    {
        var odd = KernelCases.From(Of("odd", Layer([1, 8, 8, 1], 18)).First()).First();
        Assert.EndsWith("first", Launched(simulator.TensorCores(Precision.Fp32), odd), StringComparison.Ordinal);
        Assert.EndsWith("first", Launched(simulator.Plain, Cases.Values.First()), StringComparison.Ordinal);
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
        Assert.Contains("first " + arithmetic, Launched(device, Cases[name]), StringComparison.Ordinal);
        KernelChecks.All(device, Cases[name], tolerance);
    }

    private static string Launched(IlgpuDevice device, KernelCase kernel)
    {
        using var run = new KernelRun(device, kernel, kernel.Inputs());
        return Assert.Single(run.Launches).Kernel;
    }

    private static Conv2dGeometry Layer(Shape input, int channels, Padding padding = Padding.Same) =>
        Conv2dGeometry.Create(input, [5, 5, 1, channels], 2, padding);

    private static Pool2dGeometry Pool(Conv2dGeometry layer) => Pool2dGeometry.Create(layer.OutputShape, 2, 2, Padding.Same);

    /// <summary>With and without bias.</summary>
    private static IEnumerable<OpCase> Of(string name, Conv2dGeometry layer)
    {
        CaseInput input = Normal("input", layer.InputShape), weight = Normal("weight", layer.WeightShape);
        yield return Case(name, new Conv2dReluMaxPool2d(layer, Pool(layer), HasBias: false), input, weight);
        yield return Case(name + " with bias", new Conv2dReluMaxPool2d(layer, Pool(layer), HasBias: true), input, weight, Normal("bias", [layer.OutputChannels]));
    }

    /// <summary>Whole numbers, of which most are below zero.</summary>
    private static IEnumerable<OpCase> Ties(Conv2dGeometry layer)
    {
        yield return Case(
            "ties", new Conv2dReluMaxPool2d(layer, Pool(layer), HasBias: true), CaseInput.Ties("input", layer.InputShape, -1, 0),
            CaseInput.Ties("weight", layer.WeightShape, 0, 1), CaseInput.Ties("bias", [layer.OutputChannels], 3, 7));
    }

    private static OpCase Case(string variant, Op op, params CaseInput[] inputs) =>
        OpCase.Of(variant, op, [.. inputs.Select(input => input with { Differentiable = false })]);

    private static CaseInput Normal(string name, Shape shape) => CaseInput.Normal(name, shape);
}
