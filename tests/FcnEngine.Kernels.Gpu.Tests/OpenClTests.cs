using System.Collections.Concurrent;
using FcnEngine.GpuCheck.Catalogue;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Testing.Checks;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>The same kernels by OpenCL, on a CPU device such as PoCL's: the way AMD's and Intel's GPUs take.</summary>
public sealed class OpenClTests
{
    [Fact]
    public void Every_small_case_matches_float64()
    {
        using var device = OpenOrSkip();
        var wrong = new ConcurrentBag<string>();
        foreach (var kernel in GpuCases.Small)
        {
            try
            {
                KernelChecks.All(device, kernel);
            }
            catch (CheckFailedException failure)
            {
                wrong.Add(failure.Message);
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Whole_training_steps_match_float64()
    {
        using var device = OpenOrSkip();
        using var model = new Execution.Model(SmallNetworks.Find("fcn with biases"), device, new Execution.ModelOptions(Seed: 3));
        var comparison = new ModelComparison(model, 2, seed: 3);
        for (var step = 0; step < 3; step++) Assert.InRange(comparison.Step(step, 0.1), 0, 1e-5);
    }

    [Fact]
    public void Auto_never_takes_a_CPU_device()
    {
        OpenOrSkip().Dispose();
        var survey = GpuDevices.Discover();
        var cpus = survey.Devices.Where(device => device is { Backend: GpuBackend.OpenCl, Automatic: false }).ToArray();
        Assert.NotEmpty(cpus);
        Assert.All(cpus, device => Assert.Contains("never chosen by itself", device.Remark, StringComparison.Ordinal));
        Assert.DoesNotContain(survey.Choice, cpus);
        Assert.EndsWith("is no GPU: use --device cpu instead", Assert.Throws<GpuException>(() => GpuDevices.OpenOpenCl(cpus[0].Index)).Message, StringComparison.Ordinal);
    }

    private static IlgpuDevice OpenOrSkip()
    {
        try
        {
            return GpuDevices.OpenOpenCl(allowCpu: true);
        }
        catch (GpuException reason)
        {
            Assert.Skip($"no OpenCL device to run on: {reason.Message}");
            throw;
        }
    }
}
