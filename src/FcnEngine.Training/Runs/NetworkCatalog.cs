using FcnEngine.Networks;
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
}
