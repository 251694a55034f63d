using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Kernels.Gpu.TensorCores;

[assembly: AssemblyFixture(typeof(FcnEngine.Kernels.Gpu.Tests.Simulator))]
// The simulated devices share two cores and what the intrinsics exchange: one test at a time is as fast as many.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>Devices on ILGPU's CPU accelerator, opened when first asked for and shared by all tests.</summary>
public sealed class Simulator : IDisposable
{
    private readonly Dictionary<(Precision, bool, int), IlgpuDevice> _devices = [];

    private TileChoice? _tile;

    /// <summary>Kernels for cards without tensor cores, and for OpenCL.</summary>
    public IlgpuDevice Plain => Open(Precision.Fp32, tensorCores: false);

    /// <param name="warps">16 for blocks of more than 8, which take longer.</param>
    public IlgpuDevice TensorCores(Precision precision, int warps = 8) => Open(precision, tensorCores: true, warps);

    /// <summary>What the next tensor-core products are bound with, in as many parts as their depth makes; null leaves it to the model.</summary>
    public void Force(TileChoice? tile) => _tile = tile;

    private IlgpuDevice Open(Precision precision, bool tensorCores, int warps = 8)
    {
        if (_devices.TryGetValue((precision, tensorCores, warps), out var known)) return known;
        var options = new GpuOptions
        {
            Precision = precision,
            TensorCores = tensorCores,
            Tile = (traits, wanted, problem) => _tile is { } tile
                ? tile with { Split = new SplitPlan((problem.Stages + tile.Split.StagesPerPart - 1) / tile.Split.StagesPerPart, tile.Split.StagesPerPart) }
                : TileChoice.For(traits, wanted, problem),
        };
        return _devices[(precision, tensorCores, warps)] = GpuDevices.OpenSimulator(options, warps: warps);
    }

    public void Dispose()
    {
        foreach (var device in _devices.Values) device.Dispose();
    }
}
