namespace FcnEngine.Kernels.Gpu.Products;

/// <summary>
/// A matrix product result[Rows, Columns] = left[Rows, Depth] * right[Depth, Columns] whose factors are read and whose result
/// is written by rules of their own: convolutions and their gradients are such products of matrices that are never stored.
/// </summary>
public interface IProduct
{
    /// <summary>Whether neighbouring elements of left lie along the depth in memory: then neighbouring threads read along it.</summary>
    static abstract bool LeftAlongDepth { get; }

    /// <summary>Likewise for right.</summary>
    static abstract bool RightAlongDepth { get; }

    int Rows { get; }

    int Columns { get; }

    int Depth { get; }

    /// <summary>Called first in every block: several products of one launch (the phases of a strided gradient) are told apart here.</summary>
    void Enter(int batch);

    float Left(int row, int k);

    float Right(int k, int column);

    void Write(int row, int column, float value);
}
