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
        source += panel.Start * rowStep;
        var row = 0;
        for (; row + Transposition.Block <= rows; row += Transposition.Block)
        {
            var column = 0;
            for (; column + Transposition.Block <= panel.Columns; column += Transposition.Block)
                Transposition.Move(source + column * rowStep + row, rowStep, packed + (nint)row * panel.Width + column, panel.Width);
            ColumnsOneByOne(source, rowStep, row, row + Transposition.Block, column, panel, packed);
        }

        ColumnsOneByOne(source, rowStep, row, rows, 0, panel, packed);
    }

    private static void ColumnsOneByOne(float* source, nint rowStep, int row, int endRow, int firstColumn, Panel panel, float* packed)
    {
        for (; row < endRow; row++)
        {
            var target = packed + (nint)row * panel.Width;
            var column = firstColumn;
            for (; column < panel.Columns; column++) target[column] = source[column * rowStep + row];
            for (; column < panel.Width; column++) target[column] = 0;
        }
    }
}
