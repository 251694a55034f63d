using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Networks;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>Values that are not finite, on the simulated devices; one image at a time, for these are slow.</summary>
public class FaultTests(Simulator simulator)
{
    /// <summary>Channels that tensor cores take.</summary>
    private static readonly Network s_wide = FullyConvolutional.Create([16, 20, 16, 16], rows: 16, columns: 32);

    [Theory]
    [InlineData("fcn", float.NaN)]
    [InlineData("fc", float.NaN)]
    [InlineData("fc", float.PositiveInfinity)]
    [InlineData("overlapping pools", float.NaN)]
    public void One_in_an_image_is_noticed_and_freezes_the_weights(string network, float value) =>
        FaultChecks.InInput(simulator.Plain, SmallNetworks.Find(network), value, batchSize: 1);

    [Theory]
    [InlineData("fcn")]
    [InlineData("fc")]
    public void A_rate_that_is_far_too_large_is_noticed_before_a_weight_is_lost(string network) =>
        FaultChecks.InGradient(simulator.Plain, SmallNetworks.Find(network), batchSize: 1);

    [Fact]
    public void Tensor_core_kernels_notice_one_in_an_image() => FaultChecks.InInput(OnTensorCores(Precision.Fp32), s_wide, float.NaN, batchSize: 1);

    [Fact]
    public void Tensor_core_kernels_notice_a_rate_that_is_far_too_large() => FaultChecks.InGradient(OnTensorCores(Precision.Tf32), s_wide, batchSize: 1);

    /// <summary>Whose four layers go through tensor cores: forward, three gradients of their inputs, and their updates.</summary>
    private IlgpuDevice OnTensorCores(Precision precision)
    {
        var device = simulator.TensorCores(precision);
        using var model = new Model(s_wide, device, new ModelOptions(Seed: 3));
        Assert.Equal(11, model.Training(1).Session.Launches.Count(launch => launch.Kernel.Contains("tf32", StringComparison.Ordinal)));
        return device;
    }
}
