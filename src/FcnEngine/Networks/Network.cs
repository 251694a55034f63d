using FcnEngine.Graphs;
using FcnEngine.Layers;
using FcnEngine.Tensors;

namespace FcnEngine.Networks;

/// <summary>A function that builds a graph: images [N, H, W, C] to logits [N, H', W', classes].</summary>
/// <param name="Name">What a command line and a checkpoint call it.</param>
/// <param name="ImageShape">One image, [H, W, C].</param>
/// <param name="Classes">How many classes a pixel may have.</param>
/// <param name="Build">Adds the nodes and returns the logits.</param>
public sealed record Network(string Name, Shape ImageShape, int Classes, Func<NetworkContext, Tensor> Build);
