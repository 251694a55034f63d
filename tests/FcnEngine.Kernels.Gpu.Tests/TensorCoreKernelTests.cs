using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Kernels.Gpu.TensorCores;
using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Checks;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>
/// The tensor-core convolutions through the C# bodies of their intrinsics, which cut sums off as tensor cores may: several tiles
/// each way, ragged edges, channels beside the tile's width, padding on both sides, stages that end inside a tap.
/// </summary>
public sealed class TensorCoreKernelTests(Simulator simulator)
{
    public static TheoryData<string> Names => [.. Cases.Keys];

    public static TheoryData<string> NamesOfOneShape => [.. Cases.Keys.Where(name => name.Contains("20x36", StringComparison.Ordinal))];

    private static Dictionary<string, KernelCase> Cases { get; } = TensorCoreCases.Kernels.ToDictionary(kernel => kernel.Name);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_tf32_product_and_two_in_bfloat16_are_as_exact_as_float(string name) => Check(Precision.Fp32, name, tolerance: 1e-6, tile: null);

    [Theory]
    [MemberData(nameof(NamesOfOneShape))]
    public void Three_tf32_products_are_more_exact(string name) => Check(Precision.Tf32x3, name, tolerance: 5e-7, tile: null);

    [Theory]
    [MemberData(nameof(Names))]
    public void One_tf32_product_is_exact_to_5e_4(string name) => Check(Precision.Tf32, name, tolerance: 5e-4, tile: null);

    [Theory]
    [MemberData(nameof(Names))]
    public void One_bfloat16_product_is_exact_to_1e_2(string name) => Check(Precision.Bf16, name, tolerance: 1e-2, tile: null);

    [Theory]
    [MemberData(nameof(TilesAndNames))]
    public void Every_tile_serves_every_direction_whole_and_split(BlockTile tile, int stagesPerPart, string name) =>
        Check(ClassOf(tile), name, ClassOf(tile) == Precision.Fp32 ? 1e-6 : 5e-4, new TileChoice(tile, new SplitPlan(0, stagesPerPart)));

    public static TheoryData<BlockTile, int, string> TilesAndNames
    {
        get
        {
            BlockTile[] split = [BlockTile.By64x40, BlockTile.By64x64, BlockTile.By64x120, BlockTile.By128x160, BlockTile.By128x200];
            var data = new TheoryData<BlockTile, int, string>();
            foreach (var tile in Enum.GetValues<BlockTile>())
                foreach (var name in NamesOfOneShape)
                    data.Add(tile, split.Contains(tile) ? 2 : 100, name);
            return data;
        }
    }

    /// <summary>Class F where it has the tile.</summary>
    private static Precision ClassOf(BlockTile tile) => TileChoice.Tiles(Precision.Fp32).Contains(tile) ? Precision.Fp32 : Precision.Tf32;

    private void Check(Precision precision, string name, double tolerance, TileChoice? tile)
    {
        var device = simulator.TensorCores(precision, tile is { } forced && TileSize.Of(forced.Tile).Warps > 8 ? 16 : 8);
        try
        {
            var kernel = Cases[name];
            if (tile is { } wanted) simulator.Force(wanted);
            using (var run = new KernelRun(device, kernel, kernel.Inputs()))
                Assert.Contains(precision == Precision.Bf16 ? "bf16" : "tf32", run.Launches[0].Kernel, StringComparison.Ordinal);
            KernelChecks.All(device, kernel, tolerance);
        }
        finally
        {
            simulator.Force(null);
        }
    }
}
