using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Testing.Cases;

namespace FcnEngine.GpuCheck.Catalogue;

/// <summary>A kernel on a layer of the lab under the name that bench/peers gives the same work elsewhere.</summary>
internal sealed record LabRow(string Name, KernelCase Case);

/// <summary>The rows of the table that compares kernels with other libraries: layers, directions, batch sizes.</summary>
internal static class LabRows
{
    private static readonly string[] s_layers = ["Conv2", "Conv3", "Conv4"];

    public static IEnumerable<LabRow> At(int batch)
    {
        KernelCase[] kernels = [.. LabCases.At(batch).SelectMany(KernelCases.From)];
        foreach (var layer in s_layers)
        {
#pragma warning disable CA1308 // Row names are lower case by design; nothing is normalised for comparison.
            var name = layer.ToLowerInvariant();
#pragma warning restore CA1308
            yield return Row($"{name} forward", layer, kernel => kernel.Op is Conv2d);
            yield return Row($"{name} input gradient", layer, kernel => kernel.Op is Conv2dInputGradient);
            yield return Row($"{name} weight gradient with update", layer, kernel => kernel.Op is DescendGradient);
        }

        yield return Row("conv1+relu+pool forward", "Conv1 and Pool1", kernel => kernel is { Op: Conv2dReluMaxPool2d, OutputCount: 2 });
        yield return Row("upscore+cross-entropy+gradient", "Upscore and loss", kernel => kernel is { Op: ConvTranspose2dMeanSoftmaxCrossEntropy, OutputCount: 2 });

        LabRow Row(string name, string layer, Func<KernelCase, bool> wanted) => new(
            $"{name} b{batch}", kernels.First(kernel => kernel.Variant.StartsWith(layer + " ", StringComparison.Ordinal) && wanted(kernel)));
    }
}
