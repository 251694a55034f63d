using FcnEngine.Data.Records;

namespace FcnEngine.Training.TensorBoard;

/// <summary>TensorProto messages: a type, a shape and the values in the list of that type.</summary>
/// <remarks>Source: tensorflow/core/framework/tensor.proto: dtype 1, tensor_shape 2, float_val 5, string_val 8.</remarks>
internal static class TensorMessage
{
    private const int TypeField = 1, ShapeField = 2, FloatField = 5, StringField = 8;
    private const int FloatType = 1, StringType = 7;

    /// <summary>A float of rank 0.</summary>
    public static byte[] Scalar(float value) => Floats([value]);

    /// <summary>Floats in row-major order.</summary>
    public static byte[] Floats(ReadOnlySpan<float> values, params ReadOnlySpan<int> extents)
    {
        var tensor = Begin(FloatType, extents);
        if (values.Length > 0) tensor.WritePackedFloats(FloatField, values);
        return tensor.Written.ToArray();
    }

    /// <summary>A list of byte strings, of rank 1.</summary>
    public static byte[] Strings(IReadOnlyList<ReadOnlyMemory<byte>> values)
    {
        var tensor = Begin(StringType, [values.Count]);
        foreach (var value in values) tensor.WriteBytes(StringField, value.Span);
        return tensor.Written.ToArray();
    }

    /// <summary>A TensorShapeProto: dim 2, each with its size 1; an extent of 0 is written too.</summary>
    public static byte[] Shape(ReadOnlySpan<int> extents)
    {
        var shape = new ProtoWriter();
        var dimension = new ProtoWriter();
        foreach (var extent in extents)
        {
            dimension.Clear();
            dimension.WriteVarint(1, extent);
            shape.WriteBytes(2, dimension.Written);
        }

        return shape.Written.ToArray();
    }

    private static ProtoWriter Begin(int type, ReadOnlySpan<int> extents)
    {
        var tensor = new ProtoWriter();
        tensor.WriteVarint(TypeField, type);
        tensor.WriteBytes(ShapeField, Shape(extents));
        return tensor;
    }
}
