using FcnEngine.Graphs;
using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>Convolutions with bias, ReLU and pooling in the same kernel.</summary>
internal static class Conv2dFusedCases
{
    public static IEnumerable<OpCase> All { get; } =
    [
        .. WithBiasAndRelu([1, 5, 7, 3], [3, 3, 3, 5], 1, Padding.Same),
        .. WithBiasAndRelu([3, 9, 7, 2], [5, 5, 2, 33], 2, Padding.Same),
        .. WithBiasAndRelu([1, 7, 6, 17], [3, 3, 17, 7], 1, Padding.Valid),
        .. WithBiasAndRelu([1, 5, 8, 33], [3, 3, 33, 35], 1, Padding.Same),
        .. WithBiasAndRelu([2, 4, 4, 33], [1, 1, 33, 100], 1, Padding.Same),
        .. WithBiasAndRelu([1, 16, 16, 1], [5, 5, 1, 100], 2, Padding.Same),
        Pooled([1, 16, 16, 1], [5, 5, 1, 100], 2, Padding.Same, 2, bias: false),
        Pooled([3, 16, 12, 1], [5, 5, 1, 7], 2, Padding.Same, 2, bias: true),
        Pooled([1, 8, 8, 3], [3, 3, 3, 17], 1, Padding.Same, 2, bias: false),
        Pooled([2, 12, 12, 5], [3, 3, 5, 2], 1, Padding.Same, 3, bias: true),
        Pooled([1, 10, 10, 2], [3, 3, 2, 33], 1, Padding.Valid, 2, bias: false),
        Pooled([3, 4, 4, 7], [1, 1, 7, 5], 1, Padding.Same, 4, bias: false),
        Pooled([1, 64, 96, 1], [5, 5, 1, 20], 2, Padding.Same, 2, bias: true),
        Lab("Conv1 and Pool1", [1, 256, 256, 1], [5, 5, 1, 100]),
        Lab("Conv2 and Pool2", [1, 64, 64, 100], [5, 5, 100, 200]),
    ];

    private static IEnumerable<OpCase> WithBiasAndRelu(Shape input, Shape weight, int stride, Padding padding)
    {
        var geometry = Conv2dGeometry.Create(input, weight, stride, padding);
        foreach (var (bias, relu) in new[] { (false, true), (true, false), (true, true) })
        {
            var variant = $"{(bias ? "bias " : "")}{(relu ? "relu " : "")}{Conv2dCases.Words(padding, stride)}";
            yield return OpCase.Of(variant, new Conv2dBiasRelu(geometry, bias, relu), Inputs(input, weight, bias)) with
            {
                Backward = (inputs, output, gradient) => ConvolutionGradients(geometry, inputs, bias, relu ? Through(output, gradient) : gradient),
            };
        }
    }

    private static OpCase Pooled(Shape input, Shape weight, int stride, Padding padding, int window, bool bias)
    {
        var geometry = Conv2dGeometry.Create(input, weight, stride, padding);
        var pool = Pool2dGeometry.Create(geometry.OutputShape, window, window, Padding.Same);
        var variant = $"{(bias ? "bias " : "")}{Conv2dCases.Words(padding, stride)} pool {window}";
        return OpCase.Of(variant, new Conv2dReluMaxPool2d(geometry, pool, bias), Inputs(input, weight, bias)) with
        {
            Backward = (inputs, output, gradient) =>
            {
                var graph = output.Graph;
                var before = graph.Add("before_pool", new MaxPool2dGradient(pool), gradient, output.Producer.Outputs[1], output)[0];
                var gradients = ConvolutionGradients(geometry, inputs, bias, before);
                gradients[1] = FusedWeightGradient(geometry, pool, inputs[0], output, gradient);
                return gradients;
            },
        };
    }

    /// <summary>A layer of the lab with the fused gradient alone; the gradients apart are among the convolution cases.</summary>
    private static OpCase Lab(string layers, Shape input, Shape weight)
    {
        var geometry = Conv2dGeometry.Create(input, weight, 2, Padding.Same);
        var pool = Pool2dGeometry.Create(geometry.OutputShape, 2, 2, Padding.Same);
        return Pooled(input, weight, 2, Padding.Same, 2, bias: false) with
        {
            Variant = layers,
            Large = true,
            Backward = (inputs, output, gradient) => [null, FusedWeightGradient(geometry, pool, inputs[0], output, gradient)],
        };
    }

    private static Tensor FusedWeightGradient(Conv2dGeometry geometry, Pool2dGeometry pool, Tensor input, Tensor pooled, Tensor gradient) =>
        input.Graph.Add(
            "weight_gradient", new Conv2dReluMaxPool2dWeightGradient(geometry, pool), input, pooled, pooled.Producer.Outputs[1], gradient)[0];

    private static CaseInput[] Inputs(Shape input, Shape weight, bool bias)
    {
        CaseInput[] two = [CaseInput.Normal("input", input), CaseInput.Normal("weight", weight)];
        return bias ? [.. two, CaseInput.Normal("bias", [weight[3]])] : two;
    }

    private static Tensor Through(Tensor output, Tensor gradient) =>
        output.Graph.Add("through_relu", new ReluGradient(), output, gradient)[0];

    private static Tensor?[] ConvolutionGradients(Conv2dGeometry geometry, IReadOnlyList<Tensor> inputs, bool bias, Tensor gradient)
    {
        var graph = gradient.Graph;
        Tensor?[] gradients =
        [
            graph.Add("input_gradient", new Conv2dInputGradient(geometry), gradient, inputs[1])[0],
            graph.Add("weight_gradient", new Conv2dWeightGradient(geometry), inputs[0], gradient)[0],
        ];
        return bias ? [.. gradients, graph.Add("bias_gradient", new BiasGradient(), gradient)[0]] : gradients;
    }
}
