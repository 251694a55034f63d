using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>Launches that no CUDA card takes; an inventory's memory is never touched, so they cost nothing.</summary>
public sealed class LaunchLimitTests
{
    /// <summary>64 rows of a product to a block.</summary>
    [Theory]
    [InlineData(65535 * 64, true)]
    [InlineData(65535 * 64 + 1, false)]
    public void A_product_of_too_many_rows_is_refused_when_it_is_bound(int pixels, bool fits)
    {
        using var device = GpuDevices.OpenInventory(GpuDevices.SmallGpu with { TensorCores = false }, new GpuOptions { TensorCores = false });
        var geometry = Conv2dGeometry.Create([pixels, 1, 1, 1], [1, 1, 1, 5], 1, Padding.Valid);
        DeviceTensor input = On(geometry.InputShape), weight = On(geometry.WeightShape), output = On(geometry.OutputShape);
        Launch Bind() => device.Kernels.Conv2d(geometry, input, weight, bias: null, relu: false, output);
        if (fits) Assert.StartsWith("conv2d forward plain", Bind().Kernel, StringComparison.Ordinal);
        else Assert.Contains("1 x 65536 x 1 blocks", Assert.Throws<GpuException>(Bind).Message, StringComparison.Ordinal);

        DeviceTensor On(Shape shape) => new(device.Allocate(TensorType.Float32(shape).ByteLength), 0, TensorType.Float32(shape));
    }
}
