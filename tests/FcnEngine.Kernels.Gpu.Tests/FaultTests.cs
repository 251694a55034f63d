using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>Values that are not finite, on the simulated devices; one image at a time, for these are slow.</summary>
public class FaultTests(Simulator simulator)
{
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
    public void Tensor_core_kernels_notice_them_too() =>
        FaultChecks.InGradient(simulator.TensorCores(Precision.Tf32), SmallNetworks.Find("fcn"), batchSize: 1);
}
