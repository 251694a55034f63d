namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>How many warps share a block, and how many columns of the result each owns, beside 32 rows. One line makes another tile.</summary>
public interface IBlockTile
{
    static abstract int WarpsDown { get; }

    static abstract int WarpsAcross { get; }

    /// <summary>40 columns a warp instead of 32: 200 and 300 channels then leave few columns over.</summary>
    static abstract bool Wide { get; }
}

public readonly struct Tile64x32 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 1;

    public static bool Wide => false;
}

public readonly struct Tile64x64 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 2;

    public static bool Wide => false;
}

public readonly struct Tile128x64 : IBlockTile
{
    public static int WarpsDown => 4;

    public static int WarpsAcross => 2;

    public static bool Wide => false;
}

public readonly struct Tile64x40 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 1;

    public static bool Wide => true;
}

public readonly struct Tile64x80 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 2;

    public static bool Wide => true;
}

public readonly struct Tile64x120 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 3;

    public static bool Wide => true;
}

public readonly struct Tile64x160 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 4;

    public static bool Wide => true;
}

public readonly struct Tile64x200 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 5;

    public static bool Wide => true;
}

/// <summary>What follows from a block's tile.</summary>
public static class BlockOf<TTile>
    where TTile : struct, IBlockTile
{
    public static int Threads => 32 * TTile.WarpsDown * TTile.WarpsAcross;

    public static int Rows => TTile.WarpsDown * WarpTile.Rows;

    /// <summary>Of a warp.</summary>
    public static int WarpColumns => TTile.Wide ? 40 : 32;

    public static int Columns => TTile.WarpsAcross * WarpColumns;

    /// <summary>Float4 in a row of the result's tile.</summary>
    public static int Pieces => Columns / 4;
}
