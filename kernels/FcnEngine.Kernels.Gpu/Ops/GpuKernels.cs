using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Kernels.Gpu.TensorCores;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

/// <summary>The kernel contract on a GPU. Each op's file holds its device code and, as a part of this class, its binding.</summary>
internal sealed partial class GpuKernels(IlgpuDevice device) : IKernels
{
    private readonly TensorBinding _tensor = new(device);
    private readonly FirstLayerBinding _first = new(device);

    private ArrayView<float> Floats(DeviceTensor tensor) => tensor.View<float>(device);

    private ArrayView<byte> Bytes(DeviceTensor tensor) => tensor.View<byte>(device);

    private ArrayView<int> Ints(DeviceTensor tensor) => tensor.View<int>(device);

    private DescendWeight Descend(GradientTarget.Descend target) =>
        new(Floats(target.Weight), Floats(target.LearningRate), Ints(target.Fault), target.FaultCode);

    /// <summary>One launch made of several kernels that hand something on in scratch memory.</summary>
    private static Launch Chain(string name, ScratchPool? scratch, params Launch[] launches) => new(name, () =>
    {
        foreach (var launch in launches) launch.Run();
    })
    { Exclusive = [.. scratch is null ? Array.Empty<object>() : [scratch], .. launches.SelectMany(launch => launch.Exclusive)] };

    /// <summary>Binds a product with as many blocks a tile as fill the device.</summary>
    private Launch BindProduct<TProduct>(string name, TProduct product, int rows, int columns, int depth, int batches = 1)
        where TProduct : struct, IProduct
    {
        int down = Tiles(rows, PlainProduct.TileRows), across = Tiles(columns, PlainProduct.TileColumns), stages = Tiles(depth, PlainProduct.StageDepth);
        var plan = SplitPlan.For(device.Traits, down * across * batches, stages, minimumStages: 8);
        var shape = new LaunchShape(across, down, batches * plan.Parts, PlainProduct.Threads);
        if (plan.Parts == 1)
            return device.Cache.Bind<TProduct, WholeDepth>(name, PlainProduct.Run, shape, product, new WholeDepth(stages));
        var scratch = device.Scratch.Next();
        var split = plan.In(scratch, down * across * batches, PlainProduct.TileRows * PlainProduct.TileColumns);
        return device.Cache.Bind<TProduct, SharedDepth>(name, PlainProduct.Run, shape, product, split).Using(scratch);
    }

    internal static int Tiles(int extent, int tile) => (extent + tile - 1) / tile;
}
