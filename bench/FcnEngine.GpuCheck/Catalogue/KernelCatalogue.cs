using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Kernels.Gpu.TensorCores;
using FcnEngine.Networks;
using FcnEngine.Ops;
using FcnEngine.Planning;
using FcnEngine.Tensors;
using FcnEngine.Testing.Networks;

namespace FcnEngine.GpuCheck.Catalogue;

/// <summary>A kernel variant by name.</summary>
/// <param name="Name">Method and type arguments; unique together with the threads of a block.</param>
/// <param name="Operation">The op it was first bound for, as in <c>conv2d</c>.</param>
/// <param name="Direction">The direction it was first bound for, as in <c>weight_gradient</c>.</param>
internal sealed record CatalogueKernel(string Name, string Operation, string Direction, KernelVariant Variant);

/// <summary>
/// The one list of kernel variants: whatever is bound when all cases and the lab's networks are bound for devices with and
/// without tensor cores, small and large, in every accuracy class, with every tile, the depth whole and split. The PTX summary,
/// the table of registers and the check of a card all go through it, so a kernel that can be launched is in each.
/// </summary>
internal static class KernelCatalogue
{
    private static readonly GpuTraits OneMultiprocessor = new(1, false, true, 227 * 1024);

    public static IReadOnlyList<CatalogueKernel> All { get; } = Collect();

    private static List<CatalogueKernel> Collect()
    {
        var found = new Dictionary<(System.Reflection.MethodInfo, int), KernelVariant>();
        var tensors = new TensorList();
        foreach (var (traits, options) in Devices())
        {
            using var device = GpuDevices.OpenInventory(traits, options);
            using var memory = device.Allocate(tensors.LongestBytes);
            foreach (var (op, inputs, outputs) in tensors.Uses)
                _ = op.Bind(device.Kernels, [.. inputs.Select(At)], [.. outputs.Select(At)]).Count();
            foreach (var variant in device.Cache.Variants)
            {
                var key = (variant.Method, variant.Threads);
                if (!found.TryGetValue(key, out var known)) found.Add(key, variant);
                else if (variant.SharedBytes > known.SharedBytes) found[key] = known with { SharedBytes = variant.SharedBytes };
            }

            DeviceTensor At(TensorType type) => new(memory, 0, type);
        }

        return [.. found.Values.Select(Name).OrderBy(kernel => kernel.Name, StringComparer.Ordinal).ThenBy(kernel => kernel.Variant.Threads)];
    }

    private static CatalogueKernel Name(KernelVariant variant)
    {
        var words = variant.Launch.Split(' ');
        return new CatalogueKernel(VariantName.Of(variant.Method), words[0], words.ElementAtOrDefault(1) ?? "", variant);
    }

    private static IEnumerable<(GpuTraits, GpuOptions)> Devices()
    {
        foreach (var multiprocessors in new[] { 1, 132 })
            yield return (OneMultiprocessor with { Multiprocessors = multiprocessors }, new GpuOptions { TensorCores = false });
        foreach (var precision in Enum.GetValues<Precision>())
        {
            // As the model chooses, then every tile with the depth whole and split.
            yield return (TensorCores, new GpuOptions { Precision = precision });
            foreach (var tile in TileChoice.Tiles(precision))
                foreach (var whole in new[] { true, false })
                    yield return (TensorCores, new GpuOptions { Precision = precision, Tile = Always(tile, whole) });
        }
    }

    private static GpuTraits TensorCores => OneMultiprocessor with { Multiprocessors = 132, TensorCores = true };

    /// <summary>One tile for every product; its depth in one part, or in as many as it has stages.</summary>
    public static Func<GpuTraits, Precision, TensorProblem, TileChoice> Always(BlockTile tile, bool whole) =>
        (_, _, problem) => new TileChoice(tile, whole ? new SplitPlan(1, problem.Stages) : new SplitPlan(Math.Max(problem.Stages, 1), 1));

    /// <summary>Every use of an op in the cases and in the lab's networks.</summary>
    private sealed class TensorList
    {
        public TensorList()
        {
            Uses =
            [
                .. GpuCases.All.Select(kernel => (kernel.Op, kernel.InputTypes, kernel.OutputTypes)),
                .. new[] { FullyConvolutional.Create(), FullyConnected.Create() }.SelectMany(Steps),
            ];
            LongestBytes = Uses.SelectMany(use => use.Inputs.Concat(use.Outputs)).Max(type => type.ByteLength);
        }

        public IReadOnlyList<(Op Op, IReadOnlyList<TensorType> Inputs, IReadOnlyList<TensorType> Outputs)> Uses { get; }

        public long LongestBytes { get; }

        private static IEnumerable<(Op, IReadOnlyList<TensorType>, IReadOnlyList<TensorType>)> Steps(Network network)
        {
            foreach (var batchSize in new[] { 1, 8 })
            {
                var step = TrainingStep.Build(network, batchSize);
                foreach (var each in Plan.Create([step.Loss], step.Updates, PlanOptions.Default).Steps)
                {
                    if (each.Op is Input or Variable or Reshape) continue;
                    yield return (each.Op, [.. each.Inputs.Select(input => input.Type)], [.. each.Outputs.Select(output => output.Type)]);
                }
            }
        }
    }
}
