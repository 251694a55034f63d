using FcnEngine.Graphs;
using FcnEngine.Initializers;
using FcnEngine.Ops;

namespace FcnEngine.Layers;

/// <summary>What a network is built from: the graph, its input, and layers, each an op with its named parameters.</summary>
/// <param name="Graph">Where the nodes go.</param>
/// <param name="Images">The input [N, H, W, C].</param>
/// <param name="Step">The step counter (int scalar) that dropout draws from; null outside training, where dropout does nothing.</param>
/// <param name="Seed">The seed dropout draws from.</param>
public sealed record NetworkContext(Graph Graph, Tensor Images, Tensor? Step, ulong Seed)
{
    /// <summary>Convolution with a parameter [kernelSize, kernelSize, channels, filters], named by the caller under the open scope.</summary>
    /// <param name="input">[N, H, W, channels].</param>
    /// <param name="bias">Names a bias parameter [filters]; null for none.</param>
    public Tensor Conv2d(
        Tensor input, string weight, int filters, int kernelSize, int stride, Initializer initializer,
        Padding padding = Padding.Same, string? bias = null, string name = "conv")
    {
        var kernel = Graph.Parameter(weight, [kernelSize, kernelSize, input.Shape[^1], filters], initializer);
        var output = input.Conv2d(kernel, stride, padding, name);
        return bias is null ? output : output.BiasAdd(Graph.Parameter(bias, [filters], Initializer.Zeros));
    }

    /// <summary>Transposed convolution with a parameter [kernelSize, kernelSize, filters, channels]; the output is stride times as large.</summary>
    public Tensor ConvTranspose2d(
        Tensor input, string weight, int filters, int kernelSize, int stride, Initializer initializer, string name = "conv_transpose") =>
        input.ConvTranspose2d(Graph.Parameter(weight, [kernelSize, kernelSize, filters, input.Shape[^1]], initializer), stride, name);

    /// <summary>Matrix product with a parameter [features, units].</summary>
    /// <param name="input">[N, features].</param>
    /// <param name="bias">Names a bias parameter [units]; null for none.</param>
    public Tensor Dense(Tensor input, string weight, int units, Initializer initializer, string? bias = null, string name = "matmul")
    {
        var output = input.MatMul(Graph.Parameter(weight, [input.Shape[^1], units], initializer), name);
        return bias is null ? output : output.BiasAdd(Graph.Parameter(bias, [units], Initializer.Zeros));
    }

    /// <summary>Dropout while training; with keep probability 1.0, or outside training, the input itself.</summary>
    public Tensor Dropout(Tensor input, float keepProbability, string name = "dropout")
    {
        if (Step is null || keepProbability == 1f) return input;
        var key = Seed ^ TruncatedNormal.StreamOf($"{Graph.CurrentScope}/{name}");
        return Graph.Add(name, new Dropout(keepProbability, key), input, Step)[0];
    }
}
