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

    /// <summary>The same for a tile much smaller than the block, which reads all parts at once instead of one after the other.</summary>
    /// <param name="buffer">A Float4 of shared memory to each thread; the tile is its first <paramref name="count"/>.</param>
    /// <param name="count">Float4 of the tile: the block's threads divided by a power of two.</param>
    bool GatherNarrow(ArrayView<Float4> buffer, int count, int part);

    /// <summary>The same for a tile of at most a Float4 to each thread that many parts share: sixteen of them are on their way at a time.</summary>
    bool GatherMany(ArrayView<Float4> tile, int count, int part);
}

/// <summary>One block walks the whole depth.</summary>
public readonly struct WholeDepth(int stages) : ISplit
{
    private readonly int _stages = stages;

    public int Parts => 1;

    public int StagesPerPart => _stages;

    public bool Gather(ArrayView<Float4> tile, int count, int part, int parts) => true;

    public bool GatherNarrow(ArrayView<Float4> buffer, int count, int part) => true;

    public bool GatherMany(ArrayView<Float4> tile, int count, int part) => true;
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
        var all = PartsOfTile(count, parts);
        var mine = all.SubView(part * count, count);
        for (var i = Group.IdxX; i < count; i += Group.DimX) mine[i] = tile[i];
        if (!IsLast(parts)) return false;
        for (var first = Group.IdxX; first < count; first += Places.Count * Group.DimX)
        {
            // This block's own part lies in shared memory still.
            var sum = part == 0 ? new Places(tile, first, count) : new Places(all, first, count);
            for (var p = 1; p < parts; p++) sum = sum.Plus(p == part ? new Places(tile, first, count) : new Places(all.SubView(p * count, count), first, count));
            sum.Store(tile, first, count);
        }

        Group.Barrier();
        return true;
    }

    public bool GatherNarrow(ArrayView<Float4> buffer, int count, int part)
    {
        var all = PartsOfTile(count, _parts);
        int thread = Group.IdxX, groups = Group.DimX / count, group = thread / count, place = thread - group * count;
        if (thread < count) all[part * count + thread] = buffer[thread];
        if (!IsLast(_parts)) return false;
        var sum = new Float4();
        for (var p = group; p < _parts; p += groups) sum = sum.Plus(all[p * count + place]);
        buffer[thread] = sum;
        Group.Barrier();
        for (var half = groups >> 1; half > 0; half >>= 1)
        {
            if (group < half) buffer[thread] = buffer[thread].Plus(buffer[thread + half * count]);
            Group.Barrier();
        }

        return true;
    }

    public bool GatherMany(ArrayView<Float4> tile, int count, int part)
    {
        var all = PartsOfTile(count, _parts);
        int thread = Group.IdxX, place = IntrinsicMath.Min(thread, count - 1);
        if (thread < count) all[part * count + thread] = tile[thread];
        if (!IsLast(_parts)) return false;
        var sum = new Float4();
        for (var p = 0; p < _parts; p += 16) sum = PlusEight(PlusEight(sum, all, p, count, place), all, p + 8, count, place);
        if (thread < count) tile[thread] = sum;
        Group.Barrier();
        return true;
    }

    private Float4 PlusEight(Float4 sum, ArrayView<Float4> all, int p, int count, int place)
    {
        Float4 a = Part(all, p, count, place), b = Part(all, p + 1, count, place), c = Part(all, p + 2, count, place), d = Part(all, p + 3, count, place);
        Float4 e = Part(all, p + 4, count, place), f = Part(all, p + 5, count, place), g = Part(all, p + 6, count, place), h = Part(all, p + 7, count, place);
        return sum.Plus(a).Plus(b).Plus(c).Plus(d).Plus(e).Plus(f).Plus(g).Plus(h);
    }

    /// <summary>Zero beyond the last part, without a branch that a load would wait at.</summary>
    private Float4 Part(ArrayView<Float4> all, int p, int count, int place)
    {
        var part = all[IntrinsicMath.Min(p, _parts - 1) * count + place];
        return p < _parts ? part : new Float4();
    }

    private static int Tile(int parts) => (Grid.IdxZ / parts * Grid.DimY + Grid.IdxY) * Grid.DimX + Grid.IdxX;

    /// <summary>What the blocks of this tile leave for one another.</summary>
    private ArrayView<Float4> PartsOfTile(int count, int parts) => _partial.Cast<Float4>().SubView(Tile(_parts) * _parts * count, parts * count);

    /// <summary>Whether all other blocks of the tile have left their parts; the whole block calls it.</summary>
    private bool IsLast(int parts)
    {
        var last = SharedMemory.Allocate<int>(1);
        var tile = Tile(_parts);
        MemoryFence.DeviceLevel();
        Group.Barrier();
        if (Group.IdxX == 0) last[0] = Atomic.Add(ref _arrivals[tile], 1) == parts - 1 ? 1 : 0;
        Group.Barrier();
        if (last[0] == 0) return false;
        MemoryFence.DeviceLevel();
        if (Group.IdxX == 0) _arrivals[tile] = 0;
        return true;
    }
}
