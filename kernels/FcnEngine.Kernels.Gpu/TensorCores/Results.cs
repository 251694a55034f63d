using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>Which row of the result a row of the block's tile is; -1 for none.</summary>
public interface IRowMap
{
    int Row(int tileRow);
}

/// <summary>Neighbouring rows.</summary>
public readonly struct RowsFrom(int first, int rows) : IRowMap
{
    private readonly int _first = first, _rows = rows;

    public int Row(int tileRow) => _first + tileRow < _rows ? _first + tileRow : -1;
}

/// <summary>Takes the finished result, four neighbouring columns at a time.</summary>
public interface IResult
{
    int Columns { get; }

    void Write(int row, int column, Float4 value);
}

/// <summary>A parameter's gradient.</summary>
public readonly struct ParameterGradient<TTarget>(int columns, TTarget target) : IResult
    where TTarget : struct, IGradientTarget
{
    private readonly TTarget _target = target;

    public int Columns { get; } = columns;

    public void Write(int row, int column, Float4 value) => _target.TakeFour((row * Columns + column) >> 2, value);
}

public static class Results
{
    /// <summary>From this warp's registers to the block's tile in shared memory; true for the block that is to write its sum.</summary>
    /// <inheritdoc cref="Write"/>
    public static bool Collect<TTile, TSplit>(
        ArrayView<Float4> shared, WarpSums values, int firstRow, int step, int warpColumn, TSplit split, int part, int parts)
        where TTile : struct, IBlockTile
        where TSplit : struct, ISplit
    {
        Group.Barrier();
        var tile = shared.SubView(0, ResultTile<TTile>.Size);
        ResultTile<TTile>.Put(tile, values, firstRow, step, warpColumn);
        Group.Barrier();
        return split.Gather(tile, ResultTile<TTile>.Size, part, parts);
    }

    /// <summary>From this warp's registers through shared memory to the result; the whole block calls it.</summary>
    /// <param name="shared">Free to be overwritten once all have arrived here.</param>
    /// <param name="firstRow">Of this lane's four rows in the tile, which are <paramref name="step"/> apart.</param>
    public static void Write<TTile, TRows, TResult, TSplit>(
        ArrayView<Float4> shared, WarpSums values, int firstRow, int step, int warpColumn, int firstColumn, TRows rows, TResult result, TSplit split,
        int part, int parts)
        where TTile : struct, IBlockTile
        where TRows : struct, IRowMap
        where TResult : struct, IResult
        where TSplit : struct, ISplit
    {
        if (!Collect<TTile, TSplit>(shared, values, firstRow, step, warpColumn, split, part, parts)) return;
        var tile = shared.SubView(0, ResultTile<TTile>.Size);
        for (var i = Group.IdxX; i < ResultTile<TTile>.Size; i += BlockOf<TTile>.Threads)
        {
            int tileRow = (int)((uint)i / (uint)BlockOf<TTile>.Pieces), piece = i - tileRow * BlockOf<TTile>.Pieces;
            int row = rows.Row(tileRow), column = firstColumn + piece * 4;
            if (row >= 0 & column < result.Columns) result.Write(row, column, tile[ResultTile<TTile>.Place(tileRow, piece)]);
        }
    }
}
