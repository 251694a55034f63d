namespace FcnEngine.Tensors;

/// <summary>What a tensor is before it has a value: element type and shape.</summary>
public sealed record TensorType(ElementType Element, Shape Shape)
{
    public static TensorType Float32(Shape shape) => new(ElementType.Float32, shape);

    public static TensorType UInt8(Shape shape) => new(ElementType.UInt8, shape);

    public static TensorType Int32(Shape shape) => new(ElementType.Int32, shape);

    public long ByteLength => Shape.ElementCount * Element.Size();

    public override string ToString() => Element == ElementType.Float32 ? Shape.ToString() : $"{Element} {Shape}";
}
