using FcnEngine.Execution;
using FcnEngine.Testing.Cases;

namespace FcnEngine.Testing.Checks;

/// <summary>A <see cref="KernelCase"/> bound to a device, its tensors between guards; it can be run again and again.</summary>
public sealed class KernelRun : IDisposable
{
    private readonly Device _device;
    private readonly GuardedMemory _memory;
    private readonly LaunchSequence _sequence;
    private readonly int? _overwrites;

    /// <param name="inPlaceInput">The input whose memory the first output takes over, if any.</param>
    public KernelRun(Device device, KernelCase kernel, IReadOnlyList<double[]> inputs, int? inPlaceInput = null)
    {
        _device = device;
        _memory = new GuardedMemory(device, [.. kernel.InputTypes, .. kernel.OutputTypes]);
        Inputs = [.. _memory.Tensors.Take(inputs.Count)];
        Outputs = [.. _memory.Tensors.Skip(inputs.Count)];
        if (inPlaceInput is { } shared) Outputs = [Inputs[shared], .. Outputs.Skip(1)];
        _overwrites = inPlaceInput ?? kernel.Op.Overwrites;
        for (var i = 0; i < inputs.Count; i++) _memory.Set(Inputs[i], inputs[i]);
        Launches = [.. kernel.Op.Bind(device.Kernels, Inputs, Outputs)];
        _sequence = device.Bind(Launches);
        _memory.Reset();
    }

    public IReadOnlyList<DeviceTensor> Inputs { get; }

    public IReadOnlyList<DeviceTensor> Outputs { get; }

    public IReadOnlyList<Launch> Launches { get; }

    /// <summary>Queues the launches on whatever the tensors hold now: what a benchmark times.</summary>
    public void Run() => _sequence.Run();

    /// <summary>Runs on fresh inputs and poisoned outputs, waits, and fetches all memory.</summary>
    /// <exception cref="CheckFailedException">A guard or an input that is only read was overwritten.</exception>
    public void RunGuarded(string name)
    {
        _memory.Reset();
        Run();
        _device.Synchronize();
        _memory.Fetch();
        if (_memory.BrokenGuard() is { } place) throw new CheckFailedException($"{name}: wrote outside its tensors, {place}");
        for (var i = 0; i < Inputs.Count; i++)
        {
            // An update may set the fault flag, an int scalar, too.
            var mayChange = i == _overwrites || (_overwrites is not null && Inputs[i].Type.Element == Tensors.ElementType.Int32);
            if (!mayChange && !_memory.IsUnchanged(Inputs[i])) throw new CheckFailedException($"{name}: changed its input {i} {Inputs[i].Type}");
        }
    }

    public double[] Read(DeviceTensor tensor) => _memory.Read(tensor);

    /// <summary>All bytes that the kernel may write, to compare two runs by.</summary>
    public byte[] ResultBytes()
    {
        var bytes = new List<byte>();
        foreach (var tensor in _overwrites is { } i ? Outputs.Prepend(Inputs[i]).Distinct() : Outputs) bytes.AddRange(_memory.Bytes(tensor));
        return [.. bytes];
    }

    public void Dispose()
    {
        _sequence.Dispose();
        _memory.Dispose();
    }
}
