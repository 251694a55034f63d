using FcnEngine.Data.Phantom;

namespace FcnEngine.CrashHarness.Subjects;

/// <summary>A training run to be killed: which program, with which settings, on which records.</summary>
/// <param name="Name">As <c>--subjects</c> takes it.</param>
/// <param name="Description">For the table of results.</param>
/// <param name="Program">The program's file.</param>
/// <param name="Words">What it is started with, but for its folders and how often it saves.</param>
/// <param name="SaveEvery">How often it saves; each life of a run may take another.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="WriteRecords">Makes the records in a folder.</param>
internal sealed record Subject(
    string Name, string Description, string Program, IReadOnlyList<string> Words, IReadOnlyList<string> SaveEvery, int Steps, Action<string> WriteRecords)
{
    private const string Harness = "FcnEngine.CrashHarness.dll", CommandLine = "fcn.dll";

    /// <summary>Whether it can be told to die at a moment of a save.</summary>
    public bool DiesOnDemand => Program == Harness;

    public static IReadOnlyList<Subject> All { get; } = [Small(threads: 1), Small(threads: 2), Simulated(), Lab()];

    public static Subject Find(string name) => All.Single(subject => subject.Name == name);

    /// <summary>A schedule that falls, partial batches, evaluations, augmentation, dropout: every part of a run's state matters.</summary>
    private static Subject Small(int threads) => new(
        $"small-{threads}", $"small FCN, CPU, {threads} threads", Harness,
        [
            "child", ChildRun.Small, SmallNetwork.ForCpu.Name, "--threads", $"{threads}", "--num_epochs", "50", "--batch_size", "5", "--learning_rate", "0.5", "--decay_rate", "0.5",
            "--decay_steps", "40", "--seed", "11", "--eval_every", "3", "--augment", "all",
        ],
        ["4", "2epochs", "1s"], Steps: 150, folder => SmallNetwork.ForCpu.WriteRecords(folder, train: 12));

    private static Subject Simulated() => new(
        "simulator", "tiny FC net, GPU kernels on ILGPU's CPU accelerator", Harness,
        ["child", ChildRun.Small, SmallNetwork.ForSimulator.Name, "--num_epochs", "3", "--batch_size", "2", "--learning_rate", "0.5", "--seed", "11", "--eval_every", "2"],
        ["1", "2"], Steps: 6, folder => SmallNetwork.ForSimulator.WriteRecords(folder, train: 3));

    private static Subject Lab() => new(
        "fcn", "fcn train --network fcn, 2 threads", CommandLine,
        ["train", "--network", "fcn", "--device", "cpu", "--threads", "2", "--num_epochs", "6", "--batch_size", "2", "--learning_rate", "0.1", "--seed", "11", "--eval_every", "2", "--augment", "all"],
        ["2", "1epochs", "1s"], Steps: 24, folder => PhantomSet.Write(folder, new PhantomOptions { Images = 9, Seed = 5 }));
}
