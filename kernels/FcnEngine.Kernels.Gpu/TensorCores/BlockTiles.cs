namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>How many warps share a block; each owns 32x32 of the result. One line makes another tile.</summary>
public interface IBlockTile
{
    static abstract int WarpsDown { get; }

    static abstract int WarpsAcross { get; }
}

public readonly struct Tile32x32 : IBlockTile
{
    public static int WarpsDown => 1;

    public static int WarpsAcross => 1;
}

public readonly struct Tile64x32 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 1;
}

public readonly struct Tile64x64 : IBlockTile
{
    public static int WarpsDown => 2;

    public static int WarpsAcross => 2;
}

public readonly struct Tile128x32 : IBlockTile
{
    public static int WarpsDown => 4;

    public static int WarpsAcross => 1;
}

public readonly struct Tile128x64 : IBlockTile
{
    public static int WarpsDown => 4;

    public static int WarpsAcross => 2;
}

/// <summary>What follows from a block's tile.</summary>
public static class BlockOf<TTile>
    where TTile : struct, IBlockTile
{
    public static int Threads => 32 * TTile.WarpsDown * TTile.WarpsAcross;

    public static int Rows => TTile.WarpsDown * WarpTile.Size;

    public static int Columns => TTile.WarpsAcross * WarpTile.Size;

    /// <summary>Float4 in a row of the result's tile.</summary>
    public static int Pieces => Columns / 4;
}
