using FcnEngine.Data;
using FcnEngine.Data.Records;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Networks;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Training.Tests.Support;

/// <summary>A network and frames that train in milliseconds: the FCN's layers with few filters, 32 x 32 pixels.</summary>
internal static class SmallRun
{
    public const int Extent = 32;

    public static Network Network { get; } = FullyConvolutional.Create([16, 16, 24, 24], Extent, Extent);

    public static Device OpenDevice(int threads = 1) => new CpuDevice(new CpuOptions(threads));

    /// <summary>Bright discs on dark ground; the disc is the label.</summary>
    public static IReadOnlyList<Sample> Discs(int count) => [.. Enumerable.Range(0, count).Select(Disc)];

    /// <summary>A data folder with discs in both parts.</summary>
    public static void WriteRecords(string folder, int train, int validation)
    {
        var discs = Discs(train + validation);
        RecordFile.Write(Path.Combine(folder, RecordFile.TrainName), discs.Take(train));
        RecordFile.Write(Path.Combine(folder, RecordFile.ValName), discs.Skip(train));
    }

    /// <summary>Settings under which every part of a run's state matters: a schedule that falls, partial batches, evaluations.</summary>
    public static RunSettings Settings(string data, string run) => new()
    {
        Network = "fcn",
        DataDir = data,
        CheckpointDir = run,
        LearningRate = 0.5,
        DecayRate = 0.5,
        DecaySteps = 8,
        NumEpochs = 7,
        BatchSize = 2,
        Seed = 3,
        EvalEvery = 2,
    };

    private static Sample Disc(int index)
    {
        var (centreRow, centreColumn, radius) = (10 + index * 3 % 11, 9 + index * 5 % 13, 4 + index % 3);
        var pixels = new int[Extent * Extent];
        var mask = new byte[Extent * Extent];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (dr, dc) = (i / Extent - centreRow, i % Extent - centreColumn);
            var inside = dr * dr + dc * dc <= radius * radius;
            mask[i] = inside ? (byte)1 : (byte)0;
            pixels[i] = (inside ? 3000 : 300) + (i * 7 + index * 13) % 50;
        }

        return new Sample { Name = $"disc-{index}", Height = Extent, Width = Extent, Pixels = pixels, Mask = mask };
    }
}
