using System.Collections;
using System.Runtime.CompilerServices;

namespace FcnEngine.Tensors;

/// <summary>The extents of a tensor, outermost first; images are NHWC, convolution weights HWIO.</summary>
/// <remarks>An extent may be zero; the empty shape is a scalar with one element. Prints as a tuple: <c>(1, 256, 256, 1)</c>.</remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public sealed class Shape : IEquatable<Shape>, IEnumerable<int>
{
    private readonly int[] _extents;

    public Shape(params ReadOnlySpan<int> extents)
    {
        _extents = extents.ToArray();
        long count = 1;
        foreach (var extent in _extents)
        {
            if (extent < 0) throw new ArgumentException($"a shape has no negative extent, got {extent} in {this}");
            count = checked(count * extent);
        }

        ElementCount = count;
    }

    /// <summary>Lets a shape be written <c>[1, 256, 256, 1]</c>.</summary>
    public static Shape Create(ReadOnlySpan<int> extents) => new(extents);

    public static Shape Scalar { get; } = new();

    public int Rank => _extents.Length;

    /// <summary>The product of all extents.</summary>
    public long ElementCount { get; }

    /// <summary>The extent of an axis; an index from the end counts from the innermost.</summary>
    public int this[Index axis] => _extents[axis];

    public ReadOnlySpan<int> Extents => _extents;

    /// <summary>This shape with one axis changed.</summary>
    public Shape With(Index axis, int extent)
    {
        var extents = (int[])_extents.Clone();
        extents[axis] = extent;
        return new Shape(extents);
    }

    public bool Equals(Shape? other) => other is not null && _extents.AsSpan().SequenceEqual(other._extents);

    public override bool Equals(object? obj) => Equals(obj as Shape);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var extent in _extents) hash.Add(extent);
        return hash.ToHashCode();
    }

    public override string ToString() =>
        _extents.Length == 1 ? $"({_extents[0]},)" : $"({string.Join(", ", _extents)})";

    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_extents).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _extents.GetEnumerator();
}
