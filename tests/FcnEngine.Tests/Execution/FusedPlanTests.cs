using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Networks;
using FcnEngine.Planning;
using FcnEngine.Testing.Checks;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Tests.Execution;

/// <summary>The lab's networks at their size on the CPU: two fused training steps do what two unfused ones do.</summary>
public class FusedPlanTests
{
    [Fact]
    public void The_labs_fcn_trains_alike_fused_and_unfused() => AssertAlike(FullyConvolutional.Create());

    [Fact]
    public void The_labs_fc_at_reduced_width_trains_alike_fused_and_unfused() => AssertAlike(FullyConnected.Create(hidden: 8));

    private static void AssertAlike(Network network)
    {
        var (fused, unfused) = (Train(network, PlanOptions.Default), Train(network, PlanOptions.Unfused));
        Assert.InRange(RelativeError.Of(fused.Losses, unfused.Losses), 0, 1e-6);
        Assert.InRange(RelativeError.Of(fused.Weights, unfused.Weights), 0, 1e-6);
    }

    private static (double[] Losses, double[] Weights) Train(Network network, PlanOptions plan)
    {
        using var device = new CpuDevice();
        using var model = new Model(network, device, new ModelOptions(Seed: 9, plan));
        var step = TrainingStep.Build(network, batchSize: 1);
        var losses = new double[2];
        for (var i = 0; i < losses.Length; i++)
        {
            var feeds = step.Feeds(i);
            losses[i] = model.Training(1).Step(
                Array.ConvertAll(feeds["images"], value => (float)value), Array.ConvertAll(feeds["labels"], value => (byte)value), i, 0.03f);
        }

        return (losses, [.. model.Variables.ParameterNames.SelectMany(model.Variables.ReadAll).Select(weight => (double)weight)]);
    }
}
