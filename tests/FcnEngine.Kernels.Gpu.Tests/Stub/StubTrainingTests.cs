using System.Globalization;
using System.Runtime.InteropServices;
using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Networks;
using FcnEngine.Ops;
using ILGPU.Runtime;

namespace FcnEngine.Kernels.Gpu.Tests.Stub;

/// <summary>Whole training steps of the lab's networks through the real CUDA accelerator, as far as the driver sees them.</summary>
public sealed class StubTrainingTests : IDisposable
{
    private readonly StubDriver _stub = StubDriver.OrSkip();
    private readonly List<IDisposable> _open = [];

    private const int Steps = 20;

    public static TheoryData<string> Networks => ["fcn", "fc"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_step_is_its_uploads_and_a_replay_and_waits_for_nothing(string name)
    {
        var (_, training) = Open(name);
        for (var step = 0; step < Steps; step++) Queue(training, step, 0.01f); // pinned slots are made when first used
        var before = _stub.Calls();
        for (var step = 0; step < Steps; step++) Queue(training, step, 0.5f / (1 + step));
        var calls = _stub.Calls();
        Assert.DoesNotContain(calls, call => call.Name is not ("copy" or "event_record" or "event_synchronize" or "graph_launch"));
        // Images, labels and learning rate: a network without dropout reads no step number.
        Assert.Equal(3 * Steps, calls.Count(call => call.Name == "copy"));
        // The step, and its entry in the journal.
        Assert.Equal(2 * Steps, calls.Count(call => call.Name == "graph_launch"));
        WaitsOnlyForOldCopies([.. before, .. calls]);
        NothingUsesTheDefaultStream([.. before, .. calls]);
    }

    [Fact]
    public void Losses_of_many_steps_are_read_by_one_copy()
    {
        var (_, training) = Open("fcn");
        for (var step = 0; step < 30; step++) Queue(training, step, 0.01f);
        _stub.Calls();
        Assert.Equal(30, training.ReadOutcomes().Count);
        var calls = _stub.Calls();
        Assert.Equal("d2h", Assert.Single(calls, call => call.Name == "copy")["kind"]);
        Assert.Single(calls, call => call.Name == "stream_synchronize");
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_launches_are_captured_once_in_the_plans_order_with_the_plans_tensors(string name)
    {
        var (device, training) = Open(name);
        var session = training.Session;
        var captures = Captures(_stub.Calls());
        var alone = session.Launches.Select(launch =>
        {
            launch.Run();
            return _stub.Calls().Where(call => call.Name == "launch").ToArray();
        }).ToArray();
        Assert.All(alone, launches => Assert.NotEmpty(launches));
        // The journal's captures are the others, two copies each.
        var step = Assert.Single(captures, capture => capture.Length != 2 || captures.Count == 1);
        Assert.Equal(alone.SelectMany(launches => launches).Select(launch => launch.Launch), step.Select(launch => launch.Launch));

        var next = 0;
        foreach (var each in session.Plan.Steps)
        {
            var inputs = each.Inputs.Select(input => session[input]).ToArray();
            var outputs = each.Outputs.Select(output => session[output]).ToArray();
            var count = each.Op.Bind(device.Kernels, inputs, outputs).Count();
            if (count == 0) continue;
            var arguments = string.Concat(alone.Skip(next).Take(count).SelectMany(launches => launches).Select(launch => launch["args"] + "|"));
            foreach (var tensor in inputs.Concat(outputs))
                Assert.True(arguments.Contains(Hex(Address(tensor)), StringComparison.Ordinal), $"{each.Name} ({each.Op.GetType().Name}): no launch is given {tensor.Type}");
            next += count;
        }

        Assert.Equal(session.Launches.Count, next);
    }

    [Fact]
    public void Batch_and_learning_rate_enter_through_device_memory()
    {
        var (_, training) = Open("fcn");
        var images = Queue(training, 3, 0.03f);
        Assert.Equal(images, Read<float>(training, "images"));
        Assert.Equal(0.03f, Assert.Single(Read<float>(training, "learning_rate")));
        Assert.Equal(1, Read<byte>(training, "labels")[1]);
    }

    [Fact]
    public void Tensors_start_at_256_bytes_and_modules_are_all_for_the_card()
    {
        var (_, training) = Open("fcn");
        foreach (var each in training.Session.Plan.Steps.SelectMany(step => step.Outputs).Where(tensor => training.Session.Plan.Layout.StorageOf(tensor) is not null))
            Assert.Equal(0, Address(training.Session[each]) % DeviceMemory.Alignment);
        var modules = _stub.Calls().Where(call => call.Name == "module").ToArray();
        Assert.NotEmpty(modules);
        Assert.All(modules, module => Assert.Equal("sm_90", module["target"]));
        Assert.Equal(modules.Length, modules.Select(module => module["hash"]).Distinct().Count());
    }

    public void Dispose()
    {
        _open.Reverse();
        foreach (var each in _open) each.Dispose();
        _stub.Calls();
    }

    private (IlgpuDevice Device, TrainingSession Training) Open(string name)
    {
        var device = GpuDevices.OpenCuda();
        var network = name == "fcn" ? FullyConvolutional.Create() : FullyConnected.Create(rows: 64, columns: 64, hidden: 128);
        var model = new Model(network, device, new ModelOptions(Seed: 1));
        _open.AddRange([device, model]);
        return (device, model.Training(1));
    }

    private static float[] Queue(TrainingSession training, int step, float rate)
    {
        var input = training.Session.Plan.Steps.First(each => each.Op is Input).Outputs[0];
        var images = Enumerable.Range(0, (int)input.Shape.ElementCount).Select(i => (float)(i + step)).ToArray();
        training.Queue(images, [.. images.Select((_, i) => (byte)(i & 1))], step, rate);
        return images;
    }

    private static T[] Read<T>(TrainingSession training, string input)
        where T : unmanaged
    {
        var tensor = training.Session[training.Session.Plan.Steps.Single(each => each.Op is Input && each.Name == input).Outputs[0]];
        unsafe
        {
            // What the driver calls device memory is memory of the host here.
            return new ReadOnlySpan<T>((void*)Address(tensor), (int)tensor.ElementCount).ToArray();
        }
    }

    private static long Address(DeviceTensor tensor) => ((IlgpuMemory)tensor.Memory).Bytes(tensor.ByteOffset, 1).LoadEffectiveAddressAsPtr();

    private static string Hex(long address) => Convert.ToHexStringLower(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in address)));

    private static List<StubCall[]> Captures(IReadOnlyList<StubCall> calls)
    {
        var captures = new List<StubCall[]>();
        var current = new List<StubCall>();
        foreach (var call in calls)
        {
            if (call.Name == "capture_begin") current.Clear();
            if (call.Name == "launch" && call["captured"] == "1") current.Add(call);
            if (call.Name == "capture_end") captures.Add([.. current]);
        }

        return captures;
    }

    /// <summary>An upload waits for the one that used its slot before, a whole round of the ring ago.</summary>
    private static void WaitsOnlyForOldCopies(IReadOnlyList<StubCall> calls)
    {
        var recorded = new List<string>();
        foreach (var call in calls)
        {
            if (call.Name == "event_record") recorded.Add(call["event"]);
            if (call.Name == "event_synchronize" && recorded.LastIndexOf(call["event"]) is >= 0 and var last)
                Assert.Equal(Staging.SlotCount, recorded.Count - last);
        }
    }

    private static void NothingUsesTheDefaultStream(IReadOnlyList<StubCall> calls)
    {
        var launches = calls.Where(call => call.Name is "launch" or "copy" or "graph_launch" or "event_record").ToArray();
        Assert.NotEmpty(launches);
        Assert.All(launches, call => Assert.NotEqual("0", call["stream"]));
        Assert.Single(launches.Select(call => long.Parse(call["stream"], CultureInfo.InvariantCulture)).Distinct());
    }
}
