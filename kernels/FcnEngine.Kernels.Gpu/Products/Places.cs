using ILGPU;

namespace FcnEngine.Kernels.Gpu.Products;

/// <summary>
/// Eight places of a tile, a block's width apart: loads that are on their way together. One block adds up all parts of a tile alone on its
/// multiprocessor, and a sum that waits for each load would take a trip to the cache for every part of every place.
/// </summary>
internal struct Places
{
    public const int Count = 8, Bytes = Count * 16;

    private Float4 _a, _b, _c, _d, _e, _f, _g, _h;

    /// <summary>The places of a thread from <paramref name="first"/> on; beyond the last of <paramref name="count"/> the last again.</summary>
    public Places(ArrayView<Float4> tile, int first, int count)
    {
        _a = tile[At(first, 0, count)];
        _b = tile[At(first, 1, count)];
        _c = tile[At(first, 2, count)];
        _d = tile[At(first, 3, count)];
        _e = tile[At(first, 4, count)];
        _f = tile[At(first, 5, count)];
        _g = tile[At(first, 6, count)];
        _h = tile[At(first, 7, count)];
    }

    public readonly Places Plus(Places other) => new()
    {
        _a = _a.Plus(other._a),
        _b = _b.Plus(other._b),
        _c = _c.Plus(other._c),
        _d = _d.Plus(other._d),
        _e = _e.Plus(other._e),
        _f = _f.Plus(other._f),
        _g = _g.Plus(other._g),
        _h = _h.Plus(other._h),
    };

    public readonly void Store(ArrayView<Float4> tile, int first, int count)
    {
        Store(tile, first, 0, count, _a);
        Store(tile, first, 1, count, _b);
        Store(tile, first, 2, count, _c);
        Store(tile, first, 3, count, _d);
        Store(tile, first, 4, count, _e);
        Store(tile, first, 5, count, _f);
        Store(tile, first, 6, count, _g);
        Store(tile, first, 7, count, _h);
    }

    private static int At(int first, int place, int count) => IntrinsicMath.Min(first + place * Group.DimX, count - 1);

    private static void Store(ArrayView<Float4> tile, int first, int place, int count, Float4 value)
    {
        var at = first + place * Group.DimX;
        if (at < count) tile[at] = value;
    }
}
