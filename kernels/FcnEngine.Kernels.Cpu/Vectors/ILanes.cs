namespace FcnEngine.Kernels.Cpu.Vectors;

/// <summary>
/// The few operations kernels need of a vector of floats. Kernels are generic over the vector and this interface, so
/// the compiler makes one straight version for each width.
/// </summary>
/// <typeparam name="V">The vector: <c>Vector512&lt;float&gt;</c> down to a plain <c>float</c>.</typeparam>
internal unsafe interface ILanes<V>
    where V : unmanaged
{
    static abstract int Count { get; }

    static abstract V Zero { get; }

    static abstract V Load(float* source);

    static abstract void Store(V value, float* target);

    /// <summary>Stores past the caches where the machine can and the address is a multiple of the vector's size: for what is not read again soon.</summary>
    static abstract void StorePast(V value, float* target);

    static abstract V Broadcast(float value);

    static abstract V Add(V left, V right);

    static abstract V Subtract(V left, V right);

    static abstract V Multiply(V left, V right);

    static abstract V Divide(V left, V right);

    /// <summary>left * right + addend, rounded once where the machine can.</summary>
    static abstract V MultiplyAdd(V left, V right, V addend);

    /// <summary>Negative elements become zero; NaN stays.</summary>
    static abstract V Relu(V value);

    static abstract V Max(V left, V right);

    static abstract V Abs(V value);

    /// <summary>Splits pairs (a0, b0, a1, b1, ..), two vectors of them, into a's and b's.</summary>
    static abstract void LoadPairs(float* source, out V first, out V second);

    /// <summary>Stores a0, b0, a1, b1, ..: two vectors.</summary>
    static abstract void StorePairs(V first, V second, float* target);

    static abstract V Exp(V value);

    static abstract V Log(V value);

    /// <summary>Elements of <paramref name="value"/> where <paramref name="condition"/> is above zero, else zero.</summary>
    static abstract V WherePositive(V condition, V value);

    /// <summary>Elements of <paramref name="value"/> where left exceeds right or left is NaN (but right is not), else of <paramref name="otherwise"/>.</summary>
    static abstract V WhereGreater(V left, V right, V value, V otherwise);

    /// <summary>
    /// Where <paramref name="value"/> exceeds <paramref name="best"/>, it becomes best and <paramref name="here"/> its place.
    /// Only for numbers that are +0 or above; NaN wins over all of them, for its bits are the largest unsigned integers.
    /// </summary>
    static abstract void KeepLarger(V value, V here, ref V best, ref V place);

    /// <summary>Elements of <paramref name="value"/> where left equals right, else zero.</summary>
    static abstract V WhereEqual(V left, V right, V value);

    /// <summary>As many bytes as there are lanes, as floats.</summary>
    static abstract V FromBytes(byte* source);

    /// <summary>Whole numbers from 0 to 255, stored as bytes.</summary>
    static abstract void ToBytes(V value, byte* target);

    /// <summary>As many bytes as there are lanes, in the form that <see cref="Choose"/> takes.</summary>
    static abstract V Indices(byte* source);

    /// <summary>Each lane takes the one of four floats that its index (0 to 3) names.</summary>
    static abstract V Choose(float* quad, V indices);

    /// <summary>Elements of <paramref name="value"/> where they are finite, else of <paramref name="otherwise"/>.</summary>
    static abstract V WhereFinite(V value, V otherwise);

    static abstract bool AllFinite(V value);

    /// <summary>The sum of the elements, in a fixed order.</summary>
    static abstract float Sum(V value);
}
