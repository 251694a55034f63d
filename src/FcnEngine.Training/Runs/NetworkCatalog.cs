using FcnEngine.Data;
using FcnEngine.Networks;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Training.Runs;

/// <summary>The lab's networks by the names a command line gives them.</summary>
public static class NetworkCatalog
{
    public static IReadOnlyList<string> Names { get; } = ["fc", "fcn"];

    /// <exception cref="SettingException">There is no network of this name.</exception>
    public static Network Create(string name, bool biases) => name switch
    {
        "fc" => FullyConnected.Create(biases: biases),
        "fcn" => FullyConvolutional.Create(biases: biases),
        _ => throw new SettingException("network", $"must be one of {string.Join(", ", Names)}, got '{name}'"),
    };

    /// <summary>The network whose weights a checkpoint holds.</summary>
    /// <param name="name">What the network is called; null for what the checkpoint says.</param>
    /// <exception cref="DataException">There is no network of this name.</exception>
    public static Network CreateFor(Checkpoint checkpoint, string? name = null)
    {
        try
        {
            return Create(name ?? checkpoint.Record.Network, checkpoint.Record.Settings.GetValueOrDefault("biases") == "true");
        }
        catch (SettingException refusal)
        {
            throw new DataException(
                checkpoint.Path, $"holds a network this program does not know ('{name ?? checkpoint.Record.Network}')", $"use a checkpoint of {string.Join(" or ", Names)}", inner: refusal);
        }
    }
}
