using FcnEngine.Tensors;

namespace FcnEngine.Kernels.Cpu.Tests;

/// <summary>Softmax cross-entropy, its gradient and its mean against the formulas in double precision.</summary>
public class LossTests
{
    public static TheoryData<VectorWidth, int> Cases
    {
        get
        {
            var data = new TheoryData<VectorWidth, int>();
            foreach (var width in TestDevice.Widths)
            {
                data.Add(width.Data, 2);
                data.Add(width.Data, 5);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_and_gradient_match_the_formulas(VectorWidth width, int classes)
    {
        using var device = new TestDevice(2, width);
        const int Pixels = 9 * 1111; // more than two items, no multiple of a vector
        var labels = device.Labels([9, 1111], classes);
        var logits = device.Random([9, 1111, classes]);
        var lossGradient = device.Random([9, 1111]);
        var (loss, gradient) = (device.Output([9, 1111]), device.Output([9, 1111, classes]));
        var (mean, meanGradient) = (device.Output(Shape.Scalar), device.Output([9, 1111, classes]));

        device.Kernels.SoftmaxCrossEntropy(logits, labels, loss).Run();
        device.Kernels.SoftmaxCrossEntropyGradient(logits, labels, lossGradient, gradient).Run();
        device.Kernels.MeanSoftmaxCrossEntropy(logits, labels, mean, meanGradient).Run();

        var (z, l, s) = (logits.Doubles(), labels.ToArray<byte>(), lossGradient.Doubles());
        var expectedLoss = new double[Pixels];
        var softmax = new double[Pixels * classes];
        for (var p = 0; p < Pixels; p++)
        {
            double sum = 0;
            for (var c = 0; c < classes; c++) sum += Math.Exp(z[p * classes + c]);
            expectedLoss[p] = Math.Log(sum) - z[p * classes + l[p]];
            for (var c = 0; c < classes; c++) softmax[p * classes + c] = Math.Exp(z[p * classes + c]) / sum - (c == l[p] ? 1 : 0);
        }

        Expect.Close(expectedLoss, loss);
        Expect.Close([.. softmax.Select((value, i) => value * s[i / classes])], gradient);
        Expect.Close([expectedLoss.Average()], mean);
        Expect.Close([.. softmax.Select(value => value / Pixels)], meanGradient);
    }

    [Theory]
    [MemberData(nameof(TestDevice.Widths), MemberType = typeof(TestDevice))]
    public void Extreme_logits_keep_their_digits(VectorWidth width)
    {
        using var device = new TestDevice(1, width);
        float[] margins = [0, 1e-3f, 5, 17, 40, 90, 300, 3e38f];
        // label 0; logits (margin, 0) are right by the margin, (0, margin) wrong by it
        var logits = device.From([2, margins.Length, 2], i => (i & 1) == i / (2 * margins.Length) ? margins[i / 2 % margins.Length] : 0);
        var labels = device.Labels([2, margins.Length], 1);
        var (loss, mean, gradient) = (device.Output([2, margins.Length]), device.Output(Shape.Scalar), device.Output(logits.Shape));

        device.Kernels.SoftmaxCrossEntropy(logits, labels, loss).Run();
        device.Kernels.MeanSoftmaxCrossEntropy(logits, labels, mean, gradient).Run();

        var (losses, gradients) = (loss.Doubles(), gradient.Doubles());
        for (var i = 0; i < margins.Length; i++)
        {
            // loss = log(1 + exp(-m)) when right, that plus m when wrong; below the smallest normal float it may be 0
            // log(1 + e) = e - e^2 / 2 + e^3 / 3 - .. where 1 + e would lose digits
            var e = Math.Exp(-(double)margins[i]);
            var right = e < 1e-4 ? e - e * e / 2 + e * e * e / 3 : Math.Log(1 + e);
            Near(right, losses[i]);
            Near(right + margins[i], losses[margins.Length + i]);
            // gradient of the label's logit = -1 / (1 + exp(m)) / pixels
            Near(-1 / (1 + Math.Exp(margins[i])) / (2 * margins.Length), gradients[2 * i]);
        }

        static void Near(double expected, double actual) =>
            Assert.True(Math.Abs(actual - expected) <= 2e-6 * Math.Abs(expected) + 1e-37, $"{actual:R} is not {expected:R}");
    }

    [Fact]
    public void A_label_outside_the_classes_gives_NaN()
    {
        using var device = new TestDevice(1);
        var (logits, labels) = (device.Random([40, 2]), device.Bytes([40]));
        var wrong = new byte[40];
        wrong[17] = 2;
        labels.Upload<byte>(wrong);
        var (loss, mean) = (device.Output([40]), device.Output(Shape.Scalar));

        device.Kernels.SoftmaxCrossEntropy(logits, labels, loss).Run();
        device.Kernels.MeanSoftmaxCrossEntropy(logits, labels, mean, null).Run();

        var losses = loss.Doubles();
        Assert.Equal([17], Enumerable.Range(0, 40).Where(p => double.IsNaN(losses[p])));
        Assert.True(double.IsNaN(mean.Doubles()[0]));
    }
}
