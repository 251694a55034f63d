using System.Runtime.InteropServices;

namespace FcnEngine.Kernels.Gpu.Products;

/// <summary>Four floats that ILGPU keeps in four registers and moves with one 128-bit instruction.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Float4
{
    public float X, Y, Z, W;

    public Float4(float x, float y, float z, float w)
    {
        X = x;
        Y = y;
        Z = z;
        W = w;
    }

    public readonly Float4 Plus(Float4 other) => new(X + other.X, Y + other.Y, Z + other.Z, W + other.W);

    public readonly Float4 Plus(float scale, Float4 other) =>
        new(X + scale * other.X, Y + scale * other.Y, Z + scale * other.Z, W + scale * other.W);
}

/// <summary>Two floats that move with one 64-bit instruction.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Float2
{
    public float X, Y;

    public readonly Float2 Plus(Float2 other) => new() { X = X + other.X, Y = Y + other.Y };
}

/// <summary>A 4x4 tile of a result in sixteen registers.</summary>
public struct Tile4x4
{
    public Float4 Row0, Row1, Row2, Row3;

    public void AddOuter(Float4 column, Float4 row)
    {
        Row0 = Row0.Plus(column.X, row);
        Row1 = Row1.Plus(column.Y, row);
        Row2 = Row2.Plus(column.Z, row);
        Row3 = Row3.Plus(column.W, row);
    }
}
