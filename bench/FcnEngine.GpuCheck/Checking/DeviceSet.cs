using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.TensorCores;

namespace FcnEngine.GpuCheck.Checking;

/// <summary>One device in one accuracy class.</summary>
/// <param name="Accuracy"><c>plain</c> (FFMA), <c>fp32</c>, <c>tf32x3</c>, <c>tf32</c> or <c>bf16</c> (tensor cores).</param>
/// <param name="Tolerance">The relative error its class may have; null where each case has its own.</param>
internal sealed record ClassedDevice(string Accuracy, IlgpuDevice Device, double? Tolerance);

/// <summary>A card opened once for each accuracy class that it has.</summary>
internal sealed class DeviceSet : IDisposable
{
    private Func<GpuTraits, Precision, TensorProblem, TileChoice>? _tile;

    /// <param name="open">Opens the card with options.</param>
    public DeviceSet(Func<GpuOptions, IlgpuDevice> open)
    {
        var classes = new List<ClassedDevice> { new("plain", open(new GpuOptions { TensorCores = false }), null) };
        Classes = classes;
        foreach (var (precision, tolerance) in new (Precision, double?)[] { (Precision.Fp32, null), (Precision.Tf32x3, null), (Precision.Tf32, 5e-4), (Precision.Bf16, 1e-2) })
        {
            var device = open(new GpuOptions { Precision = precision, Tile = Tile });
            if (device.Traits.TensorCores)
            {
                classes.Add(new ClassedDevice(precision.ToString().ToLowerInvariant(), device, tolerance));
                continue;
            }

            device.Dispose();
            return;
        }
    }

    public IReadOnlyList<ClassedDevice> Classes { get; }

    /// <summary>Those with tensor-core kernels.</summary>
    public IEnumerable<ClassedDevice> TensorCores => Classes.Where(each => each.Device.Traits.TensorCores);

    /// <summary>What the next tensor-core products are bound with; null leaves it to the engine.</summary>
    public void Force(Func<GpuTraits, Precision, TensorProblem, TileChoice>? tile) => _tile = tile;

    public void Dispose()
    {
        foreach (var each in Classes) each.Device.Dispose();
    }

    private TileChoice Tile(GpuTraits traits, Precision precision, TensorProblem problem) => (_tile ?? TileChoice.For)(traits, precision, problem);
}
