using FcnEngine.Graphs;
using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Layers;

/// <summary>The ops as calls on a tensor: pleasant to write, each adds one node to the tensor's graph under the open scopes.</summary>
public static class TensorOperations
{
    /// <summary>Convolution of an NHWC input with an HWIO weight.</summary>
    public static Tensor Conv2d(this Tensor input, Tensor weight, int stride = 1, Padding padding = Padding.Same, string name = "conv") =>
        input.Graph.Add(name, new Conv2d(stride, padding), input, weight)[0];

    /// <summary>Transposed convolution with a [kh, kw, out, in] weight; a SAME output is stride times as large as the input.</summary>
    public static Tensor ConvTranspose2d(this Tensor input, Tensor weight, int stride, string name = "conv_transpose") =>
        input.Graph.Add(name, new ConvTranspose2d(stride, Padding.Same, input.Shape[1] * stride, input.Shape[2] * stride), input, weight)[0];

    public static Tensor MaxPool2d(this Tensor input, int window, int stride, Padding padding = Padding.Same, string name = "max_pool") =>
        input.Graph.Add(name, new MaxPool2d(window, stride, padding), input)[0];

    public static Tensor MatMul(this Tensor left, Tensor right, string name = "matmul") => left.Graph.Add(name, new MatMul(), left, right)[0];

    public static Tensor BiasAdd(this Tensor input, Tensor bias, string name = "bias_add") => input.Graph.Add(name, new BiasAdd(), input, bias)[0];

    public static Tensor Relu(this Tensor input, string name = "relu") => input.Graph.Add(name, new Relu(), input)[0];

    public static Tensor Reshape(this Tensor input, Shape shape, string name = "reshape") => input.Graph.Add(name, new Reshape(shape), input)[0];

    public static Tensor Add(this Tensor left, Tensor right, string name = "add") => left.Graph.Add(name, new Add(), left, right)[0];

    /// <summary>Tensors side by side along an axis; the first names the graph.</summary>
    public static Tensor Concat(this Tensor first, IReadOnlyList<Tensor> others, int axis, string name = "concat") =>
        first.Graph.Add(name, new Concat(axis), [first, .. others])[0];

    /// <summary>The cross-entropy of each pixel's softmax with its label (bytes).</summary>
    public static Tensor SoftmaxCrossEntropy(this Tensor logits, Tensor labels, string name = "cross_entropy") =>
        logits.Graph.Add(name, new SoftmaxCrossEntropy(), logits, labels)[0];

    public static Tensor Mean(this Tensor input, string name = "mean") => input.Graph.Add(name, new Mean(), input)[0];

    /// <summary>The class with the largest logit.</summary>
    public static Tensor ArgMax(this Tensor logits, string name = "argmax") => logits.Graph.Add(name, new ArgMax(), logits)[0];
}
