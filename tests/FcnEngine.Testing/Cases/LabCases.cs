using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>The layers of the lab's networks at any batch size, to be timed; the catalogue of the tests has some of them at batch 1.</summary>
public static class LabCases
{
    /// <summary>The fully convolutional network's layers, alone and fused with what follows.</summary>
    public static IReadOnlyList<OpCase> At(int batch) =>
    [
        Convolution(batch, "Conv1", 256, 1, 5, 100, 2),
        Convolution(batch, "Conv2", 64, 100, 5, 200, 2),
        Convolution(batch, "Conv3", 16, 200, 3, 300, 1),
        Convolution(batch, "Conv4", 16, 300, 3, 300, 1),
        Convolution(batch, "Score_classes", 16, 300, 1, 2, 1),
        Pooled(batch, "Conv1 and Pool1", 256, 1, 100),
        Pooled(batch, "Conv2 and Pool2", 64, 100, 200),
        OpCase.Of(
            "Upscore", new ConvTranspose2d(16, Padding.Same, 256, 256),
            CaseInput.Normal("input", [batch, 16, 16, 2]), CaseInput.Normal("weight", [31, 31, 2, 2])),
        Loss(batch),
        UpscoreLoss(batch),
    ];

    /// <summary>The fully connected network's whole matrices, for one image.</summary>
    public static IReadOnlyList<OpCase> Products { get; } = [Product("Hidden1", 1, 65536, 512), Product("Final", 1, 512, 131072)];

    private static OpCase Convolution(int batch, string layer, int size, int channels, int window, int filters, int stride) => OpCase.Of(
        layer, new Conv2d(stride, Padding.Same),
        CaseInput.Normal("input", [batch, size, size, channels]), CaseInput.Normal("weight", [window, window, channels, filters]));

    private static OpCase Pooled(int batch, string layers, int size, int channels, int filters)
    {
        var geometry = Conv2dGeometry.Create([batch, size, size, channels], [5, 5, channels, filters], 2, Padding.Same);
        var pool = Pool2dGeometry.Create(geometry.OutputShape, 2, 2, Padding.Same);
        var fused = new Conv2dReluMaxPool2d(geometry, pool, HasBias: false);
        return OpCase.Of(layers, fused, CaseInput.Normal("input", geometry.InputShape), CaseInput.Normal("weight", geometry.WeightShape)) with
        {
            Backward = (inputs, output, gradient) =>
            [
                null,
                output.Graph.Add(
                    "weight_gradient", new Conv2dReluMaxPool2dWeightGradient(geometry, pool),
                    inputs[0], output, output.Producer.Outputs[1], gradient)[0],
            ],
        };
    }

    private static OpCase Loss(int batch)
    {
        Shape pixels = [batch, 256, 256];
        var logits = CaseInput.Normal("logits", [.. pixels, 2], scale: 2);
        return OpCase.Of("score maps", new MeanSoftmaxCrossEntropy(), logits, CaseInput.Labels("labels", pixels, 2)) with
        {
            OutputGradient = CaseInput.Scalar("output_gradient", 1),
            Backward = (_, output, _) => [output.Producer.Outputs[1], null],
        };
    }

    private static OpCase UpscoreLoss(int batch)
    {
        Shape pixels = [batch, 256, 256];
        var geometry = Conv2dGeometry.Create([.. pixels, 2], [31, 31, 2, 2], 16, Padding.Same);
        return OpCase.Of(
            "Upscore and loss", new ConvTranspose2dMeanSoftmaxCrossEntropy(geometry),
            CaseInput.Normal("input", geometry.OutputShape) with { Differentiable = false },
            CaseInput.Normal("weight", geometry.WeightShape) with { Differentiable = false }, CaseInput.Labels("labels", pixels, 2));
    }

    private static OpCase Product(string layer, int rows, int depth, int columns) => OpCase.Of(
        layer, new MatMul(), CaseInput.Normal("left", [rows, depth]), CaseInput.Normal("right", [depth, columns]));
}
