using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FcnEngine.Data.Augmentation;
using FcnEngine.Execution;
using FcnEngine.Networks;
using FcnEngine.Optimizers;
using FcnEngine.Training.Events;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests;

/// <summary>The same seed makes the same bits, on one thread and on two; <c>tests/same.sh</c> shows it for the lab's FCN.</summary>
public class DeterminismTests
{
    private const int Steps = 200;

    private static readonly Network s_network = FullyConvolutional.Create([16, 16, 24, 24], SmallRun.Extent, SmallRun.Extent, keepProbability: 0.75f);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Two_hundred_steps_twice_are_the_same_bits(ulong seed)
    {
        var first = Train(seed, threads: 1);
        Assert.Equal(first, Train(seed, threads: 1));
        // How work is cut depends on shapes alone, so a second thread changes nothing either.
        Assert.Equal((first, first), (Train(seed, threads: 2), Train(seed, threads: 2)));
        Assert.NotEqual(first, Train(seed + 100, threads: 1));
    }

    /// <returns>The losses of all steps and the weights after them, as a checksum.</returns>
    private static string Train(ulong seed, int threads)
    {
        var log = new EventLog();
        using var device = SmallRun.OpenDevice(threads);
        using var model = new Model(s_network, device, new ModelOptions(seed));
        var options = new TrainerOptions { Epochs = 50, BatchSize = 3, Seed = seed, Augment = Augmentations.All, Schedule = new ExponentialDecay(0.2, 0.5, 150) };
        // 10 frames in batches of 3: 4 steps an epoch.
        new Trainer(model, SmallRun.Discs(10), options, log).Run(RunState.Start);
        Assert.Equal(Steps, log.Steps.Count);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<float>(log.Steps.Select(step => step.Loss).ToArray()));
        foreach (var name in model.Variables.ParameterNames) hash.AppendData(MemoryMarshal.AsBytes<float>(model.Variables.ReadAll(name)));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
