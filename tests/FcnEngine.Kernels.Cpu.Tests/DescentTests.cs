using FcnEngine.Execution;
using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Kernels.Cpu.Tests;

/// <summary>Gradients that descend at once, and what happens when a weight would leave the finite numbers.</summary>
public class DescentTests
{
    private static readonly Conv2dGeometry Geometry = Conv2dGeometry.Create([1, 6, 6, 5], [3, 3, 5, 21], 1, Padding.Same);

    [Fact]
    public void Every_weight_gradient_descends_as_a_stored_one_followed_by_Sgd()
    {
        using var device = new TestDevice();
        var pool = Pool2dGeometry.Create(Geometry.OutputShape, 2, 2, Padding.Same);
        var (input, output, fault) = (device.Random(Geometry.InputShape), device.Random(Geometry.OutputShape), device.Int(0));
        var (pooled, pooledGradient) = (device.Random(pool.OutputShape), device.Random(pool.OutputShape));
        var argMax = device.Labels(pool.OutputShape, 4);
        var (left, right) = (device.Random([4, 10]), device.Random([4, 77]));

        SameAsStored([10, 77], target => device.Kernels.MatMulRightGradient(left, right, target));
        SameAsStored([77], target => device.Kernels.BiasGradient(right, target));
        SameAsStored(Geometry.WeightShape, target => device.Kernels.Conv2dWeightGradient(Geometry, input, output, target));
        SameAsStored(Geometry.WeightShape, target => device.Kernels.ConvTranspose2dWeightGradient(Geometry, output, input, target));
        SameAsStored(Geometry.WeightShape, target => device.Kernels.Conv2dReluMaxPool2dWeightGradient(
            Geometry, pool, input, pooled, argMax, pooledGradient, target));

        void SameAsStored(Shape shape, Func<GradientTarget, Launch> bind)
        {
            var gradient = device.Output(shape);
            var start = device.Random(shape);
            var (stored, fused) = (device.From(shape, i => start.ToArray<float>()[i]), device.From(shape, i => start.ToArray<float>()[i]));
            bind(new GradientTarget.Store(gradient)).Run();
            device.Kernels.Sgd(gradient, device.Descend(stored, 0.1f, fault)).Run();
            bind(device.Descend(fused, 0.1f, fault)).Run();
            Assert.NotEqual(start.ToArray<float>(), stored.ToArray<float>());
            Assert.Equal(stored.ToArray<float>(), fused.ToArray<float>());
        }
    }

    [Theory]
    [MemberData(nameof(TestDevice.Widths), MemberType = typeof(TestDevice))]
    public void A_weight_that_would_not_stay_finite_is_kept_and_reported(VectorWidth width)
    {
        using var device = new TestDevice(2, width);
        float[] bad = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue];
        var gradient = device.From([40], i => i % 10 == 3 ? bad[i / 10] : 1);
        var weight = device.From([40], _ => -float.MaxValue / 2);
        var fault = device.Int(0);

        device.Kernels.Sgd(gradient, device.Descend(weight, 4, fault)).Run();

        Assert.All(weight.ToArray<float>(), value => Assert.Equal(-float.MaxValue / 2, value)); // 1 is too small to change it
        Assert.Equal([3], fault.ToArray<int>());
    }

    [Fact]
    public void A_fault_stops_every_later_update()
    {
        using var device = new TestDevice();
        var (input, output) = (device.Random(Geometry.InputShape), device.Random(Geometry.OutputShape));
        var weight = device.Random(Geometry.WeightShape);
        var before = weight.ToArray<float>();
        var fault = device.Int(8);

        device.Kernels.Conv2dWeightGradient(Geometry, input, output, device.Descend(weight, 1, fault)).Run();
        device.Kernels.Sgd(weight, device.Descend(weight, 1, fault)).Run();

        Assert.Equal(before, weight.ToArray<float>());
        Assert.Equal([8], fault.ToArray<int>());
    }
}
