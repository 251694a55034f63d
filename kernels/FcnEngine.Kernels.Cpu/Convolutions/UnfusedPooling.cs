using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Pooling;
using FcnEngine.Kernels.Cpu.Vectors;
using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Kernels.Cpu.Convolutions;

/// <summary>
/// Convolution and pooling one after the other, through a buffer of the convolution's own size: for windows that the fused
/// kernels do not know.
/// </summary>
internal sealed unsafe class UnfusedPooling<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private readonly DeviceTensor _between;
    private readonly Action _run;

    private UnfusedPooling(DeviceTensor between, Action run)
    {
        _between = between;
        _run = run;
    }

    public static UnfusedPooling<V, L> Forward(
        Workspace workspace, Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor input, DeviceTensor weight, DeviceTensor? bias,
        DeviceTensor output, DeviceTensor? argMax)
    {
        var between = Between(geometry);
        var convolution = new Conv2dForward<V, L>(workspace, geometry, input, weight, bias, true, between);
        var pooling = new MaxPool<V, L>(workspace, pool, between, output, argMax);
        return new UnfusedPooling<V, L>(between, () =>
        {
            convolution.Run();
            pooling.Run();
        });
    }

    public static UnfusedPooling<V, L> WeightGradient(
        Workspace workspace, Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor input, DeviceTensor pooled, DeviceTensor argMax,
        DeviceTensor pooledGradient, GradientTarget weightGradient)
    {
        var between = Between(geometry);
        var unpooling = new MaxPoolGradient<V, L>(
            workspace, pool, pooledGradient.Floats(pool.OutputShape), argMax.Bytes(pool.OutputShape), pooled.Floats(pool.OutputShape),
            between.Floats(pool.InputShape));
        var gradient = new Conv2dWeightGradient<V, L>(workspace, geometry, input.Floats(geometry.InputShape), between.Floats(), weightGradient);
        return new UnfusedPooling<V, L>(between, () =>
        {
            unpooling.Run();
            gradient.Run();
        });
    }

    public void Run()
    {
        _run();
        GC.KeepAlive(_between); // the kernels know only its address
    }

    private static DeviceTensor Between(Conv2dGeometry geometry)
    {
        var type = TensorType.Float32(geometry.OutputShape);
        return new DeviceTensor(new CpuMemory("cpu", type.ByteLength), 0, type);
    }
}
