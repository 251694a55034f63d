using ILGPU;

namespace FcnEngine.Kernels.Gpu.Products;

/// <summary>How the depth of a product is shared between blocks.</summary>
public interface ISplit
{
    /// <summary>Blocks that share a tile of the result.</summary>
    int Parts { get; }

    int StagesPerPart { get; }

    /// <summary>
    /// Called by the whole block with its sum of a tile in shared memory, complete for all threads. True for the one block that is to
    /// write the tile: <paramref name="tile"/> then holds the sum of all parts, complete for all threads.
    /// </summary>
    /// <param name="count">Float4 of the tile; all tiles of a launch are as large.</param>
    /// <param name="parts">How many share this tile: at most <see cref="Parts"/>.</param>
    bool Gather(ArrayView<Float4> tile, int count, int part, int parts);
}

/// <summary>One block walks the whole depth.</summary>
public readonly struct WholeDepth(int stages) : ISplit
{
    private readonly int _stages = stages;

    public int Parts => 1;

    public int StagesPerPart => _stages;

    public bool Gather(ArrayView<Float4> tile, int count, int part, int parts) => true;
}

/// <summary>
/// Several blocks share a tile. Each leaves its part in a workspace; the one that arrives last adds them in the order of the
/// parts, so the result has the same bits whichever that is, and no launch is needed for the reduction.
/// </summary>
public readonly struct SharedDepth : ISplit
{
    private readonly ArrayView<float> _partial;
    private readonly ArrayView<int> _arrivals;
    private readonly int _parts, _stagesPerPart;

    /// <param name="partial">[tiles, parts, values of a tile], a tile being a multiple of four.</param>
    /// <param name="arrivals">One counter a tile, 0 before and after the launch.</param>
    public SharedDepth(ArrayView<float> partial, ArrayView<int> arrivals, int parts, int stagesPerPart)
    {
        _partial = partial;
        _arrivals = arrivals;
        _parts = parts;
        _stagesPerPart = stagesPerPart;
    }

    public int Parts => _parts;

    public int StagesPerPart => _stagesPerPart;

    public bool Gather(ArrayView<Float4> tile, int count, int part, int parts)
    {
        var last = SharedMemory.Allocate<int>(1);
        var tileIndex = (Grid.IdxZ / _parts * Grid.DimY + Grid.IdxY) * Grid.DimX + Grid.IdxX;
        var all = _partial.Cast<Float4>().SubView(tileIndex * _parts * count, parts * count);
        var mine = all.SubView(part * count, count);
        for (var i = Group.IdxX; i < count; i += Group.DimX) mine[i] = tile[i];
        MemoryFence.DeviceLevel();
        Group.Barrier();
        if (Group.IdxX == 0) last[0] = Atomic.Add(ref _arrivals[tileIndex], 1) == parts - 1 ? 1 : 0;
        Group.Barrier();
        if (last[0] == 0) return false;

        MemoryFence.DeviceLevel();
        if (Group.IdxX == 0) _arrivals[tileIndex] = 0;
        for (var i = Group.IdxX; i < count; i += Group.DimX)
        {
            var sum = all[i];
            for (var p = 1; p < parts; p++) sum = sum.Plus(all[p * count + i]);
            tile[i] = sum;
        }

        Group.Barrier();
        return true;
    }
}
