using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Networks;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Tests.Execution;

public sealed class ModelTests : IDisposable
{
    private const int Rows = 64, Columns = 64;
    private readonly CpuDevice _device = new();

    [Fact]
    public void A_small_network_learns_one_frame_by_heart()
    {
        var (image, mask) = Disc();
        using var model = new Model(FullyConvolutional.Create([12, 16, 24, 24], Rows, Columns), _device, new ModelOptions(Seed: 1));
        var (first, last) = (0f, 0f);
        for (var step = 0; step < 1000; step++)
        {
            last = model.Training(1).Step(image, mask, step, 0.3f);
            if (step == 0) first = last;
        }

        var classes = new byte[mask.Length];
        model.Inference(1).Run(image);
        model.Inference(1).ReadClasses(classes);
        var (both, predicted, labelled) = (classes.Zip(mask, (p, l) => p & l).Sum(), classes.Sum(p => p), mask.Sum(l => l));
        // Dice = 2 |P and L| / (|P| + |L|)
        Assert.InRange(2.0 * both / (predicted + labelled), 0.95, 1);
        Assert.InRange(last, 0, first / 10);
    }

    [Fact]
    public void Sessions_of_all_batch_sizes_share_the_weights()
    {
        using var model = new Model(SmallNetworks.Find("fcn"), _device);
        var before = model.Variables.ReadAll("Conv1/W_conv1");
        model.Training(3).Step(new float[3 * 32 * 48].Select((_, i) => i % 7 / 7f).ToArray(), new byte[3 * 32 * 48], 0, 0.1f);
        var between = model.Variables.ReadAll("Conv1/W_conv1");
        model.Training(2).Step(new float[2 * 32 * 48].Select((_, i) => i % 5 / 5f).ToArray(), new byte[2 * 32 * 48], 1, 0.1f);
        Assert.NotEqual(before, between);
        Assert.NotEqual(between, model.Variables.ReadAll("Conv1/W_conv1"));
    }

    [Fact]
    public void A_batch_is_inferred_as_its_images_one_by_one()
    {
        using var model = new Model(SmallNetworks.Find("fcn"), _device);
        const int Pixels = 32 * 48;
        var images = Enumerable.Range(0, 3 * Pixels).Select(i => i * 37 % 101 / 101f).ToArray();
        var (together, alone) = (new float[3 * 2 * Pixels], new float[2 * Pixels]);
        model.Inference(3).Run(images);
        model.Inference(3).ReadLogits(together);
        for (var i = 0; i < 3; i++)
        {
            model.Inference(1).Run(images.AsSpan(i * Pixels, Pixels));
            model.Inference(1).ReadLogits(alone);
            Assert.All(alone.Zip(together.Skip(i * alone.Length)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    [Fact]
    public void A_value_that_is_not_finite_stops_all_updates_and_is_named()
    {
        using var model = new Model(SmallNetworks.Find("fcn"), _device);
        var session = model.Training(1);
        var (image, mask) = (new float[32 * 48], new byte[32 * 48]);
        image[100] = float.NaN;
        session.Step(image, mask, 0, 0.1f);
        var fault = session.ReadFault();
        Assert.Contains(fault, model.Variables.ParameterNames);
        Assert.All(model.Variables.ParameterNames.SelectMany(model.Variables.ReadAll), weight => Assert.True(float.IsFinite(weight)));

        var weights = model.Variables.ReadAll("Upscore/W_upscore");
        image[100] = 0.5f;
        session.Step(image, mask, 1, 0.1f);
        Assert.Equal(weights, model.Variables.ReadAll("Upscore/W_upscore"));
        session.ClearFault();
        session.Step(image, mask, 2, 0.1f);
        Assert.Null(session.ReadFault());
        Assert.NotEqual(weights, model.Variables.ReadAll("Upscore/W_upscore"));
    }

    [Fact]
    public void Dropout_does_nothing_outside_training()
    {
        var network = SmallNetworks.Find("fcn with dropout");
        using var model = new Model(network, _device);
        var logits = new float[2][];
        for (var i = 0; i < 2; i++)
        {
            logits[i] = new float[2 * 32 * 16];
            model.Inference(1).Run(Enumerable.Range(0, 32 * 16).Select(p => p % 9 / 9f).ToArray());
            model.Inference(1).ReadLogits(logits[i]);
        }

        Assert.Equal(logits[0], logits[1]);
        Assert.DoesNotContain(model.Inference(1).Session.Plan.Steps, step => step.Op is FcnEngine.Ops.Dropout);
        Assert.Contains(model.Training(1).Session.Plan.Steps, step => step.Op is FcnEngine.Ops.Dropout);
    }

    public void Dispose() => _device.Dispose();

    /// <summary>A bright disc off the centre on a dark ground with a gradient, and its mask.</summary>
    private static (float[] Image, byte[] Mask) Disc()
    {
        var (image, mask) = (new float[Rows * Columns], new byte[Rows * Columns]);
        for (var i = 0; i < mask.Length; i++)
        {
            var (y, x) = (i / Columns, i % Columns);
            var inside = (y - 36) * (y - 36) + (x - 27) * (x - 27) <= 14 * 14;
            mask[i] = (byte)(inside ? 1 : 0);
            image[i] = (inside ? 0.7f : 0.2f) + 0.1f * x / Columns;
        }

        return (image, mask);
    }
}
