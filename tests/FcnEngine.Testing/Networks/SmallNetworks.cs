using FcnEngine.Graphs;
using FcnEngine.Initializers;
using FcnEngine.Layers;
using FcnEngine.Networks;
using FcnEngine.Ops;

namespace FcnEngine.Testing.Networks;

/// <summary>The lab's networks in small, and others that use what those do not: whole training steps of them run in float64 within milliseconds.</summary>
public static class SmallNetworks
{
    private static readonly TruncatedNormal Weights = new(0.3);

    public static IReadOnlyList<Network> All { get; } =
    [
        FullyConvolutional.Create([3, 5, 7, 4], rows: 32, columns: 48),
        Named("fcn with biases", FullyConvolutional.Create([3, 5, 7, 4], rows: 32, columns: 32, biases: true)),
        Named("fcn with dropout", FullyConvolutional.Create([3, 5, 7, 4], rows: 32, columns: 16, keepProbability: 0.6f)),
        FullyConnected.Create(rows: 6, columns: 5, hidden: 7),
        Named("fc with biases", FullyConnected.Create(rows: 6, columns: 5, hidden: 7, biases: true)),
        new Network("branches", [9, 7, 2], 3, Branches),
        new Network("overlapping pools", [11, 10, 3], 2, OverlappingPools),
        new Network("shared weight", [6, 6, 2], 2, SharedWeight),
    ];

    /// <summary>The network of a name.</summary>
    public static Network Find(string name) => All.Single(network => network.Name == name);

    private static Network Named(string name, Network network) => network with { Name = name };

    /// <summary>A trunk that splits, meets itself again and is concatenated; one branch is read by three nodes.</summary>
    private static Tensor Branches(NetworkContext context)
    {
        var trunk = context.Conv2d(context.Images, "trunk", 5, 3, 1, Weights, bias: "trunk_bias").Relu();
        var left = context.Conv2d(trunk, "left", 5, 3, 1, Weights).Relu();
        var right = context.Conv2d(trunk, "right", 4, 1, 1, Weights, bias: "right_bias");
        var joined = left.Add(trunk).Concat([right, trunk], axis: 3);
        return context.Conv2d(joined, "out", 3, 3, 1, Weights);
    }

    /// <summary>Pools that overlap, pad, or leave elements out are not fused; neither is a ReLU that somebody else reads.</summary>
    private static Tensor OverlappingPools(NetworkContext context)
    {
        var x = context.Conv2d(context.Images, "first", 4, 3, 1, Weights).Relu().MaxPool2d(3, 1);
        x = context.Conv2d(x, "second", 3, 3, 1, Weights, Padding.Valid).MaxPool2d(3, 2).Relu();
        var read = context.Conv2d(x, "third", 3, 1, 1, Weights, bias: "third_bias").Relu();
        var pooled = read.MaxPool2d(2, 2, Padding.Valid);
        var gathered = context.Conv2d(pooled, "fourth", 2, 1, 1, Weights).Reshape([pooled.Shape[0], 2 * pooled.Shape[1] * pooled.Shape[2]]);
        return context.Dense(gathered, "wide", 5 * 4 * 2, Weights).Reshape([pooled.Shape[0], 5, 4, 2])
            .Add(context.Conv2d(read, "score", 2, 1, 1, Weights));
    }

    private static Tensor SharedWeight(NetworkContext context)
    {
        var weight = context.Graph.Parameter("shared", [3, 3, 2, 2], Weights);
        return context.Images.Conv2d(weight).Relu().Conv2d(weight).Relu().Conv2d(weight);
    }
}
