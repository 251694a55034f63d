using FcnEngine.Kernels.Gpu.Launching;

namespace FcnEngine.Kernels.Gpu.Tuning;

/// <summary>Where a device's kernels ask which of their variants to launch.</summary>
internal sealed class VariantChoice(IlgpuDevice device)
{
    /// <summary>Who is asked; without anybody the model decides, the same on every run.</summary>
    public IVariants? Variants { get; set; } = device.Options.Variants;

    /// <param name="code">A type from which the kernel's code is reached.</param>
    /// <param name="candidates">Told apart by their <c>ToString()</c>.</param>
    /// <param name="byModel">What is taken where nobody knows better; a candidate too, whether it is listed or not.</param>
    public T Pick<T>(string operation, string shape, Type code, IEnumerable<T> candidates, T byModel)
        where T : notnull
    {
        if (Variants is null) return byModel;
        T[] all = [.. candidates.Append(byModel).DistinctBy(Name)];
        var names = Array.ConvertAll(all, Name);
        var key = new TuningKey(device.Model, operation, shape, device.Options.Precision);
        var found = Variants.Find(new TuningProblem(key, KernelChecksum.Of(code), names, Name(byModel)));
        var at = Array.IndexOf(names, found);
        return at < 0 ? byModel : all[at];
    }

    private static string Name<T>(T variant)
        where T : notnull => variant.ToString()!;
}
