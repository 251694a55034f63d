using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Kernels.Gpu.TensorCores;
using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Tensors;
using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Checks;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>Pooling, ReLU and their gradients in the epilogues of tensor-core products: edges inside a tile, whole and in parts.</summary>
public sealed class TensorCoreFusionTests(Simulator simulator)
{
    private static readonly Conv2dGeometry Strided = Conv2dGeometry.Create([2, 12, 8, 16], [5, 5, 16, 36], 2, Padding.Same);
    private static readonly Conv2dGeometry Flat = Conv2dGeometry.Create([1, 6, 5, 20], [3, 3, 20, 16], 1, Padding.Same);
    private static readonly Pool2dGeometry Pool = Pool2dGeometry.Create(Strided.OutputShape, 2, 2, Padding.Same);
    private static readonly Pool2dGeometry Before = Pool2dGeometry.Create([1, 12, 10, 20], 2, 2, Padding.Same);

    public static TheoryData<string, int> Names => [.. Cases.Keys.SelectMany(name => new[] { 2, 100 }, (name, stages) => new TheoryDataRow<string, int>(name, stages))];

    private static Dictionary<string, KernelCase> Cases { get; } = new[]
    {
        Case("no bias", new Conv2dReluMaxPool2d(Strided, Pool, HasBias: false), Normal("input", Strided.InputShape), Normal("weight", Strided.WeightShape)),
        Case(
            "bias", new Conv2dReluMaxPool2d(Strided, Pool, HasBias: true), Normal("input", Strided.InputShape), Normal("weight", Strided.WeightShape),
            Normal("bias", [36])),
        Case(
            "ties", new Conv2dReluMaxPool2d(Strided, Pool, HasBias: false), CaseInput.Ties("input", Strided.InputShape, -1, 0),
            CaseInput.Ties("weight", Strided.WeightShape, 0, 1)),
        Case(
            "relu", new ReluConv2dInputGradient(Flat), Normal("gradient", Flat.OutputShape), Normal("weight", Flat.WeightShape),
            Normal("rectified", Flat.InputShape)),
        Case(
            "pool", new ReluMaxPool2dConv2dInputGradient(Flat, Before), Normal("gradient", Flat.OutputShape), Normal("weight", Flat.WeightShape),
            CaseInput.Labels("positions", Before.OutputShape, 4), Normal("pooled", Before.OutputShape)),
    }.SelectMany(KernelCases.From).ToDictionary(kernel => kernel.Name);

    [Theory]
    [MemberData(nameof(Names))]
    public void An_epilogue_gives_what_separate_kernels_give(string name, int stagesPerPart)
    {
        var device = simulator.TensorCores(Precision.Fp32);
        simulator.Force(new TileChoice(stagesPerPart == 2 ? BlockTile.By64x40 : BlockTile.By128x80, new SplitPlan(0, stagesPerPart)));
        try
        {
            using (var run = new KernelRun(device, Cases[name], Cases[name].Inputs()))
                Assert.Contains("tf32+bf16", Assert.Single(run.Launches).Kernel, StringComparison.Ordinal);
            KernelChecks.All(device, Cases[name], tolerance: 1e-6);
        }
        finally
        {
            simulator.Force(null);
        }
    }

    private static OpCase Case(string variant, Op op, params CaseInput[] inputs) =>
        OpCase.Of(variant, op, [.. inputs.Select(input => input with { Differentiable = false })]);

    private static CaseInput Normal(string name, Shape shape) => CaseInput.Normal(name, shape);
}
