using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FcnEngine.Execution;
using FcnEngine.GpuCheck.Reporting;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Networks;
using FcnEngine.Testing.Networks;

namespace FcnEngine.GpuCheck.Checking;

/// <summary>Whole training steps: against the CPU's, against themselves, and as a graph against launches one by one.</summary>
/// <param name="steps">How many.</param>
internal sealed class TrainingChecks(DeviceSet devices, int steps, Action<string> progress)
{
    private const double LossTolerance = 1e-4;
    private const ulong Seed = 7;

    /// <param name="First">A checksum of the weights before the first step.</param>
    /// <param name="Last">And after the last.</param>
    private sealed record Course(string First, float[] Losses, string Last);

    public IEnumerable<Claim> Run(IReadOnlyList<Network> networks)
    {
        foreach (var network in networks)
        {
            progress($"{network.Name}: {steps} steps on the CPU");
            Course expected;
            using (var cpu = new CpuDevice()) expected = Train(cpu, network, oneByOne: false);
            foreach (var (accuracy, device, _) in devices.Classes)
            {
                progress($"{network.Name}: {steps} steps, {accuracy}");
                var name = $"{network.Name}, {accuracy}";
                var graph = Train(device, network, oneByOne: false);
                yield return new Claim($"{name}: first weights are the CPU's, bit for bit", graph.First == expected.First, graph.First[..12]);
                if (accuracy is "plain" or "fp32" or "tf32x3") yield return Compare(name, graph, expected);
                var again = Train(device, network, oneByOne: false);
                yield return new Claim($"{name}: a second run gives the same bits", Same(graph, again), graph.Last[..12]);
                var launches = Train(device, network, oneByOne: true);
                yield return new Claim($"{name}: replay and single launches give the same bits", Same(graph, launches), launches.Last[..12]);
            }
        }
    }

    private Claim Compare(string name, Course course, Course expected)
    {
        var errors = course.Losses.Zip(expected.Losses, (loss, wanted) => Math.Abs((double)loss - wanted) / Math.Abs(wanted)).ToArray();
        var worst = errors.Max(error => double.IsNaN(error) ? double.PositiveInfinity : error);
        var figures = string.Create(CultureInfo.InvariantCulture,
            $"largest {worst:E2} at step {Array.FindIndex(errors, error => !(error < worst))}; loss {expected.Losses[0]:F4} to {expected.Losses[^1]:F4}");
        return new Claim($"{name}: losses of {steps} steps within {LossTolerance:E0} of the CPU's", worst <= LossTolerance, figures);
    }

    private static bool Same(Course a, Course b) =>
        a.Last == b.Last && MemoryMarshal.AsBytes<float>(a.Losses).SequenceEqual(MemoryMarshal.AsBytes<float>(b.Losses));

    private Course Train(Device device, Network network, bool oneByOne)
    {
        using var model = new Model(network, device, new ModelOptions(Seed));
        var first = Checksum(model);
        var batches = TrainingStep.Build(network, 1);
        var training = model.Training(1);
        using var launches = oneByOne ? IlgpuDevice.BindPlain(training.Session.Launches) : null;
        var losses = new float[steps];
        for (var step = 0; step < steps; step++)
        {
            var feeds = batches.Feeds(step, rate: 0.01);
            var images = Array.ConvertAll(feeds["images"], value => (float)value);
            var labels = Array.ConvertAll(feeds["labels"], value => (byte)value);
            training.Feed(images, labels, step, 0.01f);
            if (launches is null) training.Session.Run();
            else launches.Run();
            losses[step] = training.ReadLoss();
        }

        return new Course(first, losses, Checksum(model));
    }

    private static string Checksum(Model model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in model.Variables.ParameterNames)
            model.Variables.Read(name, (_, values) => hash.AppendData(MemoryMarshal.AsBytes(values)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
