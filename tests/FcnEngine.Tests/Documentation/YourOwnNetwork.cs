// <begin>
using FcnEngine.Execution;
using FcnEngine.Initializers;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Layers;
using FcnEngine.Networks;
using FcnEngine.Optimizers;

namespace FcnEngine.Tests.Documentation;

public static class YourOwnNetwork
{
    private const int Size = 32, BatchSize = 8;

    /// <summary>Trains a small network to find a bright disc in noise; returns the share of pixels it gets right on a new batch.</summary>
    public static double Run(Action<string> print)
    {
        // A network is a function from images [N, H, W, C] to logits [N, H, W, classes]. Scopes name the parameters.
        var network = new Network("disc", [Size, Size, 1], Classes: 2, context =>
        {
            var (graph, weights) = (context.Graph, new TruncatedNormal(0.1));
            var x = context.Images;
            using (graph.Scope("Down"))
                x = context.Conv2d(x, "W_down", filters: 16, kernelSize: 5, stride: 2, weights, bias: "b_down").Relu().MaxPool2d(2, 2);
            using (graph.Scope("Classes"))
                x = context.Conv2d(x, "W_classes", filters: 2, kernelSize: 1, stride: 1, weights, bias: "b_classes");
            using (graph.Scope("Up")) return context.ConvTranspose2d(x, "W_up", filters: 2, kernelSize: 8, stride: 4, new Bilinear());
        });

        // A device runs kernels; a model holds the parameters there. The seed fixes every bit that follows.
        using var device = new CpuDevice();
        using var model = new Model(network, device, new ModelOptions(Seed: 1));
        print(model.TrainingPlan(BatchSize).ToString());

        // Training takes batches: floats, and a byte a pixel for its class. Another batch size is another session.
        var training = model.Training(BatchSize);
        var schedule = new ExponentialDecay(LearningRate: 0.5, DecayRate: 0.9, DecaySteps: 100);
        for (var step = 0; step < 300; step++)
        {
            var (images, labels) = Discs(seed: step);
            var loss = training.Step(images, labels, step, schedule.At(step));
            if (step % 100 == 0) print($"step {step}: loss {loss:F3}");
        }

        // Using it: the most likely class of each pixel.
        var (newImages, newLabels) = Discs(seed: -1);
        var classes = new byte[newLabels.Length];
        var inference = model.Inference(BatchSize);
        inference.Run(newImages);
        inference.ReadClasses(classes);
        return classes.Zip(newLabels, (found, label) => found == label ? 1.0 : 0.0).Average();
    }

    /// <summary>Your data goes here: images [N, H, W, 1] and labels [N, H, W], row-major.</summary>
    private static (float[] Images, byte[] Labels) Discs(int seed)
    {
        var random = new Random(seed);
        var (images, labels) = (new float[BatchSize * Size * Size], new byte[BatchSize * Size * Size]);
        for (var n = 0; n < BatchSize; n++)
        {
            var (row, column, radius) = (random.Next(8, 24), random.Next(8, 24), random.Next(4, 8));
            for (var i = 0; i < Size * Size; i++)
            {
                var (y, x) = (i / Size - row, i % Size - column);
                labels[n * Size * Size + i] = (byte)(y * y + x * x <= radius * radius ? 1 : 0);
                images[n * Size * Size + i] = labels[n * Size * Size + i] * 0.5f + random.NextSingle() * 0.5f;
            }
        }

        return (images, labels);
    }
}
// <end>
