using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Gemm;

/// <summary>Copies columns of a row-major matrix into a panel: rows of <see cref="Panel.Width"/> floats, zeros behind the last column.</summary>
internal static unsafe class Packing<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    /// <summary>packed[r, c] = source[r, panel.Start + c] for <paramref name="rows"/> rows <paramref name="rowStep"/> floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(float* source, nint rowStep, int rows, Panel panel, float* packed)
    {
        source += panel.Start;
        for (; rows > 0; rows--)
        {
            var column = 0;
            for (; column + L.Count <= panel.Columns; column += L.Count) L.Store(L.Load(source + column), packed + column);
            for (; column < panel.Columns; column++) packed[column] = source[column];
            for (; column < panel.Width; column++) packed[column] = 0;
            source += rowStep;
            packed += panel.Width;
        }
    }

    /// <summary>packed[r, c] = source[panel.Start + c, r]: the panel of a transposed matrix, whose rows lie <paramref name="rowStep"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(float* source, nint rowStep, int rows, Panel panel, float* packed)
    {
        for (var column = 0; column < panel.Width; column++)
        {
            var target = packed + column;
            if (column >= panel.Columns)
            {
                for (var row = 0; row < rows; row++) target[(nint)row * panel.Width] = 0;
                continue;
            }

            var line = source + (panel.Start + column) * rowStep;
            for (var row = 0; row < rows; row++) target[(nint)row * panel.Width] = line[row];
        }
    }
}
