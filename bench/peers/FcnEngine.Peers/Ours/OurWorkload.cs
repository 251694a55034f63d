using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Networks;

namespace FcnEngine.Peers.Ours;

/// <summary>This engine's side: a training step with its loss read, or an inference with its logits left in place.</summary>
internal static class OurWorkload
{
    private const int Pixels = 256 * 256;

    public static int Serve(string workload, int threads, int batch)
    {
        using var device = new CpuDevice(new CpuOptions(threads));
        var network = workload.StartsWith("fcn", StringComparison.Ordinal) ? FullyConvolutional.Create() : FullyConnected.Create();
        using var model = new Model(network, device, new ModelOptions(Seed: 1, FirstBatchSize: batch));
        var (images, labels) = (Images(batch), Labels(batch));
        if (workload.EndsWith("inference", StringComparison.Ordinal))
        {
            var inference = model.Inference(batch);
            Turns.Serve(() => inference.Run(images), device.Name);
            return 0;
        }

        var training = model.Training(batch);
        var number = 0;
        Turns.Serve(() => training.Step(images, labels, number++, 0.001f), device.Name);
        return 0;
    }

    /// <summary>Uniform noise in [0, 1).</summary>
    public static float[] Images(int batch)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, batch * Pixels).Select(_ => random.NextSingle())];
    }

    /// <summary>A square of class 1 in each image.</summary>
    public static byte[] Labels(int batch) =>
        [.. Enumerable.Range(0, batch * Pixels).Select(i => (byte)(i / 256 % 256 is >= 100 and < 150 && i % 256 is >= 100 and < 150 ? 1 : 0))];
}
