using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

// A warp owns 32 or, as two tiles, 64 rows by 32 or 40 columns of the result in registers, each tile two strips of 16 rows of four or
// five m16n8 accumulators. Nested structs are registers to ILGPU. Two freedoms of mma make almost every access 16 bytes wide: the order of k is
// free as long as both factors agree (lane t takes k = 4t .. 4t + 3 of 16), and the order of columns is free until the result is
// stored (of the first 32, lane g takes columns 4g .. 4g + 3, one for each of four accumulators, so that a lane ends up with eight
// neighbouring columns 8t .. 8t + 7; of the last eight, it takes column 32 + g and ends up with 32 + 2t and 33 + 2t).

/// <summary>
/// What a lane 4g + t reads for sixteen k. Of the left factor: four rows at k = 4t .. 4t + 3, a row to a Float4. Of the right
/// factor: k = 4t .. 4t + 3 at columns 4g .. 4g + 3, a k to a Float4.
/// </summary>
public struct Fragment
{
    public Float4 V0, V1, V2, V3;

    /// <summary>Four Float4 of shared memory that are <paramref name="pitch"/> apart.</summary>
    public Fragment(ArrayView<Float4> from, int first, int pitch)
    {
        V0 = from[first];
        V1 = from[first + pitch];
        V2 = from[first + 2 * pitch];
        V3 = from[first + 3 * pitch];
    }

    /// <summary>For a factor stored the other way round: a renaming of registers.</summary>
    public readonly Fragment Transposed() => new()
    {
        V0 = new Float4(V0.X, V1.X, V2.X, V3.X),
        V1 = new Float4(V0.Y, V1.Y, V2.Y, V3.Y),
        V2 = new Float4(V0.Z, V1.Z, V2.Z, V3.Z),
        V3 = new Float4(V0.W, V1.W, V2.W, V3.W),
    };
}

/// <summary>Of the right factor also column 32 + g at k = 4t .. 4t + 3, where the tile is wide.</summary>
public struct RightFragment
{
    public Fragment Main;
    public Float4 Fifth;
}

/// <summary>32 rows by 32 or 40 columns of the result: this lane's four rows, in the order of a <see cref="Fragment"/>, by eight or ten columns.</summary>
public struct WarpTile
{
    public const int Rows = 32;

    public Strip Top, Bottom;

    /// <summary>Columns 32 to 39; untouched where the tile is narrow.</summary>
    public Accumulators TopFifth, BottomFifth;

    public void Add(WarpTile t, bool wide)
    {
        Top = Sum(Top, t.Top);
        Bottom = Sum(Bottom, t.Bottom);
        if (!wide) return; // decided at compile time
        TopFifth = Sum(TopFifth, t.TopFifth);
        BottomFifth = Sum(BottomFifth, t.BottomFifth);
    }

    private static Strip Sum(Strip a, Strip b) => new() { A0 = Sum(a.A0, b.A0), A1 = Sum(a.A1, b.A1), A2 = Sum(a.A2, b.A2), A3 = Sum(a.A3, b.A3) };

    private static Accumulators Sum(Accumulators a, Accumulators b) => new() { C0 = a.C0 + b.C0, C1 = a.C1 + b.C1, C2 = a.C2 + b.C2, C3 = a.C3 + b.C3 };

    // A lane's columns 8t .. 8t + 3 (Left) and 8t + 4 .. 8t + 7 (Right) of its first (Upper) and second (Lower) row of a strip.
    public static Float4 UpperLeft(Strip s) => new(s.A0.C0, s.A1.C0, s.A2.C0, s.A3.C0);

    public static Float4 UpperRight(Strip s) => new(s.A0.C1, s.A1.C1, s.A2.C1, s.A3.C1);

    public static Float4 LowerLeft(Strip s) => new(s.A0.C2, s.A1.C2, s.A2.C2, s.A3.C2);

    public static Float4 LowerRight(Strip s) => new(s.A0.C3, s.A1.C3, s.A2.C3, s.A3.C3);
}

/// <summary>What a warp owns of the result.</summary>
public struct WarpSums
{
    public WarpTile Upper;

    /// <summary>The 32 rows below; untouched where the tile is not tall.</summary>
    public WarpTile Lower;
}
