namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>How many warps share a block, and how much of the result each owns. One line makes another tile.</summary>
public interface IBlockTile
{
    static abstract int WarpsDown { get; }

    static abstract int WarpsAcross { get; }

    /// <summary>40 columns a warp instead of 32: 200 and 300 channels then leave few columns over.</summary>
    static abstract bool Wide { get; }

    /// <summary>
    /// 64 rows a warp instead of 32: what it reads and splits of the right factor serves twice as many rows, and a block reads the
    /// right factor half as often.
    /// </summary>
    static abstract bool Tall { get; }
}

public readonly struct Tile64x40 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 1;

    public static bool Wide => true;

    public static bool Tall => false;
}

public readonly struct Tile64x64 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 2;

    public static bool Wide => false;

    public static bool Tall => false;
}

public readonly struct Tile64x80 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 2;

    public static bool Wide => true;

    public static bool Tall => false;
}

public readonly struct Tile64x120 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 3;

    public static bool Wide => true;

    public static bool Tall => false;
}

public readonly struct Tile128x80 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 2;

    public static bool Wide => true;

    public static bool Tall => true;
}

public readonly struct Tile128x128 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 4;

    public static bool Wide => false;

    public static bool Tall => true;
}

public readonly struct Tile128x160 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 4;

    public static bool Wide => true;

    public static bool Tall => true;
}

public readonly struct Tile128x200 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 5;

    public static bool Wide => true;

    public static bool Tall => true;
}

public readonly struct Tile256x120 : IBlockTile
{
    public static int WarpsDown => 4;

    public static int WarpsAcross => 3;

    public static bool Wide => true;

    public static bool Tall => true;
}

/// <summary>What follows from a block's tile.</summary>
public static class BlockOf<TTile>
    where TTile : struct, IBlockTile
{
    public static int Threads => 32 * TTile.WarpsDown * TTile.WarpsAcross;

    /// <summary>Of a warp.</summary>
    public static int WarpRows => TTile.Tall ? 2 * WarpTile.Rows : WarpTile.Rows;

    public static int Rows => TTile.WarpsDown * WarpRows;

    /// <summary>Of a warp.</summary>
    public static int WarpColumns => TTile.Wide ? 40 : 32;

    public static int Columns => TTile.WarpsAcross * WarpColumns;

    /// <summary>Float4 in a row of the result's tile.</summary>
    public static int Pieces => Columns / 4;
}
