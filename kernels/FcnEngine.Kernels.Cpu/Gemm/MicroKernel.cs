using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Gemm;

/// <summary>Picks the register tile for a panel and a number of rows.</summary>
internal static unsafe class MicroKernel<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    /// <summary>Rows of the largest tile: 8 where there are 32 vector registers.</summary>
    public static int Rows { get; } = typeof(V) == typeof(Vector512<float>) || AdvSimd.Arm64.IsSupported ? 8 : 4;

    /// <summary>The tile of <paramref name="rows"/> (4 or 8) rows by one panel; the sum's rows are the panel's width apart.</summary>
    public static delegate*<float*, nint*, Reduction, float*, float*, bool, void> Select(int rows, Panel panel)
    {
        if (panel.Lanes == L.Count) return Select<V, L>(rows, panel);
        return panel.Lanes == Vector256<float>.Count
            ? Select<Vector256<float>, Lanes256>(rows, panel)
            : Select<Vector128<float>, Lanes128>(rows, panel);
    }

    private static delegate*<float*, nint*, Reduction, float*, float*, bool, void> Select<W, M>(int rows, Panel panel)
        where W : unmanaged
        where M : struct, ILanes<W>
    {
        var vectors = panel.Width / panel.Lanes;
        if (rows > 4)
            return vectors == 3 ? &EightRowTiles<W, M>.Tile8x3 : vectors == 2 ? &EightRowTiles<W, M>.Tile8x2 : &EightRowTiles<W, M>.Tile8x1;
        return vectors == 3 ? &FourRowTiles<W, M>.Tile4x3 : vectors == 2 ? &FourRowTiles<W, M>.Tile4x2 : &FourRowTiles<W, M>.Tile4x1;
    }
}
