using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Convolutions;
using FcnEngine.Kernels.Cpu.Convolutions.Winograd;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Pooling;
using FcnEngine.Kernels.Cpu.Vectors;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu;

/// <summary>The kernel contract for one vector width: each method checks its tensors, takes their addresses and returns the launch.</summary>
/// <remarks>Tensors must outlive the launches bound to them.</remarks>
internal sealed unsafe partial class CpuKernels<V, L>(Workspace workspace) : IKernels
    where V : unmanaged
    where L : struct, ILanes<V>
{
    public Launch Conv2d(
        Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight, DeviceTensor? bias, bool relu, DeviceTensor output) =>
        workspace.Launch(
            "Conv2d",
            WinogradShape.Serves(geometry)
                ? new WinogradConvolution<V, L>(
                    workspace, WinogradShape.Forward(geometry), input.Floats(geometry.InputShape), weight.Floats(geometry.WeightShape),
                    bias.FloatsOrNull(), relu, output.Floats(geometry.OutputShape)).Run
                : new Conv2dForward<V, L>(workspace, geometry, input, weight, bias, relu, output).Run);

    public Launch Conv2dInputGradient(
        Conv2dGeometry geometry, DeviceTensor outputGradient, DeviceTensor weight, DeviceTensor inputGradient) =>
        workspace.Launch(
            "Conv2dInputGradient",
            WinogradShape.Serves(geometry)
                ? new WinogradConvolution<V, L>(
                    workspace, WinogradShape.InputGradient(geometry), outputGradient.Floats(geometry.OutputShape), weight.Floats(geometry.WeightShape),
                    bias: null, relu: false, inputGradient.Floats(geometry.InputShape)).Run
                : new Conv2dInputGradient<V, L>(workspace, geometry, outputGradient, weight, inputGradient).Run);

    public Launch Conv2dWeightGradient(
        Conv2dGeometry geometry, DeviceTensor input, DeviceTensor outputGradient, GradientTarget weightGradient) =>
        workspace.Launch("Conv2dWeightGradient", WeightGradient(geometry, input, outputGradient, weightGradient).Run);

    public Launch Conv2dReluMaxPool2d(
        Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor input, DeviceTensor weight, DeviceTensor? bias,
        DeviceTensor output, DeviceTensor? argMax) =>
        workspace.Launch(
            "Conv2dReluMaxPool2d",
            Conv2dReluMaxPool<V, L>.Supports(pool)
                ? new Conv2dReluMaxPool<V, L>(workspace, geometry, pool, input, weight, bias, output, argMax).Run
                : UnfusedPooling<V, L>.Forward(workspace, geometry, pool, input, weight, bias, output, argMax).Run);

    public Launch Conv2dReluMaxPool2dWeightGradient(
        Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor input, DeviceTensor pooled, DeviceTensor argMax,
        DeviceTensor pooledGradient, GradientTarget weightGradient) =>
        workspace.Launch(
            "Conv2dReluMaxPool2dWeightGradient",
            ThinPooledWeightGradient<V, L>.Supports(geometry, pool)
                ? new ThinPooledWeightGradient<V, L>(workspace, geometry, pool, input, pooled, argMax, pooledGradient, weightGradient).Run
                : UnfusedPooling<V, L>.WeightGradient(workspace, geometry, pool, input, pooled, argMax, pooledGradient, weightGradient).Run);

    // A transposed convolution is the input gradient of the convolution it transposes, and the other way round.
    public Launch ConvTranspose2d(Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight, DeviceTensor output) =>
        workspace.Launch(
            "ConvTranspose2d",
            UpsampledRows<V, L>.Supports(geometry)
                ? new UpsampleForward<V, L>(workspace, geometry, input, weight, output).Run
                : new Conv2dInputGradient<V, L>(workspace, geometry, input, weight, output).Run);

    public Launch ConvTranspose2dInputGradient(
        Conv2dGeometry geometry, DeviceTensor outputGradient, DeviceTensor weight, DeviceTensor inputGradient) =>
        workspace.Launch(
            "ConvTranspose2dInputGradient",
            new Conv2dForward<V, L>(workspace, geometry, outputGradient, weight, null, false, inputGradient).Run);

    public Launch ConvTranspose2dWeightGradient(
        Conv2dGeometry geometry, DeviceTensor input, DeviceTensor outputGradient, GradientTarget weightGradient) =>
        workspace.Launch("ConvTranspose2dWeightGradient", WeightGradient(geometry, outputGradient, input, weightGradient).Run);

    public Launch MaxPool2d(Pool2dGeometry geometry, DeviceTensor input, DeviceTensor output, DeviceTensor? argMax) =>
        workspace.Launch("MaxPool2d", new MaxPool<V, L>(workspace, geometry, input, output, argMax).Run);

    public Launch MaxPool2dGradient(
        Pool2dGeometry geometry, DeviceTensor outputGradient, DeviceTensor argMax, DeviceTensor? pooled, DeviceTensor inputGradient) =>
        workspace.Launch(
            "MaxPool2dGradient",
            new MaxPoolGradient<V, L>(
                workspace, geometry, outputGradient.Floats(geometry.OutputShape), argMax.Bytes(geometry.OutputShape),
                pooled is null ? null : pooled.Floats(geometry.OutputShape), inputGradient.Floats(geometry.InputShape)).Run);

    private Conv2dWeightGradient<V, L> WeightGradient(
        Conv2dGeometry geometry, DeviceTensor input, DeviceTensor outputGradient, GradientTarget weightGradient) =>
        new(workspace, geometry, input.Floats(geometry.InputShape), outputGradient.Floats(geometry.OutputShape), weightGradient);
}
