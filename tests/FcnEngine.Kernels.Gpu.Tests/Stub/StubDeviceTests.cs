using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Tensors;

namespace FcnEngine.Kernels.Gpu.Tests.Stub;

/// <summary>How a card is opened, and what a person reads where it cannot be.</summary>
public sealed class StubDeviceTests
{
    [Theory]
    [InlineData(80, "sm_80")]
    [InlineData(90, "sm_90")]
    [InlineData(120, "sm_120")]
    public void Kernels_are_written_for_the_card_at_hand(int capability, string target)
    {
        var stub = StubDriver.OrSkip().Set("capability", capability);
        using var device = GpuDevices.OpenCuda();
        using var memory = device.Allocate(1024);
        device.Kernels.Fill(1, new DeviceTensor(memory, 0, TensorType.Float32([16]))).Run();
        var module = Assert.Single(stub.Calls(), call => call.Name == "module");
        Assert.Equal(target, module["target"]);
        Assert.Equal("128", module["maxntid"]);
        Assert.True(device.Traits.TensorCores);
    }

    [Fact]
    public void A_card_without_tf32_runs_the_plain_kernels()
    {
        StubDriver.OrSkip().Set("capability", 75);
        using var device = GpuDevices.OpenCuda();
        Assert.False(device.Traits.TensorCores);
    }

    [Theory]
    [InlineData("capability", 50, "Stub GPU cannot be used: compute capability 5.0 is too old, 6.0 is needed")]
    [InlineData("devices", 0, "the CUDA driver shows no card")]
    [InlineData("init", 100, "the CUDA driver does not start: no CUDA-capable device is detected (error 100)")]
    public void What_cannot_be_used_is_said_in_a_sentence(string what, int value, string message)
    {
        StubDriver.OrSkip().Set(what, value);
        Assert.Equal(message, Assert.Throws<GpuException>(() => GpuDevices.OpenCuda()).Message);
    }

    [Fact]
    public void There_is_no_second_card()
    {
        StubDriver.OrSkip();
        Assert.Equal("there is no CUDA device 1: the driver shows 1", Assert.Throws<GpuException>(() => GpuDevices.OpenCuda(1)).Message);
    }

    [Fact]
    public void A_card_that_is_too_full_says_what_was_asked_for_and_what_is_free()
    {
        StubDriver.OrSkip().Set("memory", 10_000_000);
        using var device = GpuDevices.OpenCuda();
        using var memory = device.Allocate(4_000_000);
        var full = Assert.Throws<OutOfDeviceMemoryException>(() => device.Allocate(8_000_000));
        Assert.EndsWith("has no room for 8 MB (6 MB free): use a smaller batch size", full.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Auto_takes_the_card_and_says_so()
    {
        StubDriver.OrSkip();
        var survey = GpuDevices.Discover();
        Assert.Equal((GpuBackend.Cuda, "Stub GPU", 64L << 30, 132), (survey.Choice!.Backend, survey.Choice.Name, survey.Choice.MemoryBytes, survey.Choice.Multiprocessors));
        Assert.Contains("compute capability 9.0", survey.Choice.Capability, StringComparison.Ordinal);
    }
}
