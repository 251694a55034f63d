using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>Values that are not finite, on the simulated devices.</summary>
public class FaultTests(Simulator simulator)
{
    [Theory]
    [InlineData("fcn", float.NaN)]
    [InlineData("fcn", float.PositiveInfinity)]
    [InlineData("fc", float.NaN)]
    [InlineData("overlapping pools", float.NaN)]
    public void One_in_an_image_is_noticed_and_freezes_the_weights(string network, float value) =>
        FaultChecks.InInput(simulator.Plain, SmallNetworks.Find(network), value);

    [Theory]
    [InlineData("fcn")]
    [InlineData("fc")]
    public void A_rate_that_is_far_too_large_is_noticed_before_a_weight_is_lost(string network) =>
        FaultChecks.InGradient(simulator.Plain, SmallNetworks.Find(network));

    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.Bf16)]
    public void Tensor_core_kernels_notice_them_too(Precision precision)
    {
        FaultChecks.InInput(simulator.TensorCores(precision), SmallNetworks.Find("fcn"), float.NaN);
        FaultChecks.InGradient(simulator.TensorCores(precision), SmallNetworks.Find("fcn"));
    }
}
