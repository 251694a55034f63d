namespace FcnEngine.Tensors;

/// <summary>What one element of a tensor is.</summary>
public enum ElementType
{
    /// <summary>IEEE single precision: images, weights, gradients.</summary>
    Float32,

    /// <summary>A byte: class labels, predicted classes, positions in a pooling window.</summary>
    UInt8,

    /// <summary>A 32-bit integer: the step counter, the fault flag.</summary>
    Int32,
}

public static class ElementTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.UInt8 => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "unknown element type"),
    };
}
