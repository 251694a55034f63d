using System.Text;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Sweeps;

namespace FcnEngine.Training.Tests.Attacks;

/// <summary>A hostile checkpoint or configuration, what it tries, and what the refusal must say.</summary>
/// <param name="Name">What it tries, in words; the name of the test case.</param>
/// <param name="Read">The reader that gets it.</param>
/// <param name="File">Its bytes.</param>
/// <param name="Says">A part of the message.</param>
internal sealed record Attack(string Name, Action<byte[]> Read, Func<byte[]> File, string Says)
{
    public const string Path = "hostile.bin";

    public static IReadOnlyList<Attack> All { get; } = [.. CheckpointAttacks.All, .. MetadataAttacks.All, .. ConfigurationAttacks.All, .. SweepAttacks.All];

    public static Attack OnCheckpoint(string name, Func<byte[]> file, string says) => new($"checkpoint: {name}", bytes => Checkpoint.Read(new MemoryStream(bytes), Path), file, says);

    public static Attack OnConfiguration(string name, string text, string says) => OnConfiguration(name, () => Encoding.UTF8.GetBytes(text), says);

    public static Attack OnConfiguration(string name, Func<byte[]> file, string says) => new($"configuration: {name}", bytes => ConfigurationFile.Parse(bytes, Path), file, says);

    public static Attack OnSweep(string name, string text, string says) => new($"sweep: {name}", bytes => SweepSpecReader.Parse(bytes, Path), () => Encoding.UTF8.GetBytes(text), says);
}
