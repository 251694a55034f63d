using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FcnEngine.Kernels.Cpu.Vectors;

/// <summary>256 bits: 8 floats.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Vector256<float>>
{
    public static int Count => Vector256<float>.Count;

    public static Vector256<float> Zero => Vector256<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePast(Vector256<float> value, float* target)
    {
        if ((nuint)target % 32 == 0) value.StoreAlignedNonTemporal(target);
        else value.Store(target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Subtract(Vector256<float> left, Vector256<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> left, Vector256<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Divide(Vector256<float> left, Vector256<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend) =>
        Vector256.MultiplyAddEstimate(left, right, addend);

    // of two operands one of which is NaN, the native instruction returns the second
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Relu(Vector256<float> value) => Vector256.MaxNative(Zero, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> left, Vector256<float> right) => Vector256.Max(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Abs(Vector256<float> value) => Vector256.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairs(float* source, out Vector256<float> first, out Vector256<float> second)
    {
        Lanes128.LoadPairs(source, out var firstLow, out var secondLow);
        Lanes128.LoadPairs(source + Count, out var firstHigh, out var secondHigh);
        first = Vector256.Create(firstLow, firstHigh);
        second = Vector256.Create(secondLow, secondHigh);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(Vector256<float> first, Vector256<float> second, float* target)
    {
        Lanes128.StorePairs(first.GetLower(), second.GetLower(), target);
        Lanes128.StorePairs(first.GetUpper(), second.GetUpper(), target + Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> value) => Vector256.Exp(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log(Vector256<float> value) => Vector256.Log(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> WherePositive(Vector256<float> condition, Vector256<float> value) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(condition, Zero), value, Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> WhereGreater(Vector256<float> left, Vector256<float> right, Vector256<float> value, Vector256<float> otherwise) =>
        Vector256.ConditionalSelect(Vector256.AndNot(Vector256.Equals(right, right), Vector256.LessThanOrEqual(left, right)), value, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void KeepLarger(Vector256<float> value, Vector256<float> here, ref Vector256<float> best, ref Vector256<float> place)
    {
        var larger = Vector256.GreaterThan(value.AsUInt32(), best.AsUInt32()).AsSingle();
        place = Vector256.ConditionalSelect(larger, here, place);
        best = Vector256.Max(value.AsUInt32(), best.AsUInt32()).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> WhereEqual(Vector256<float> left, Vector256<float> right, Vector256<float> value) =>
        Vector256.ConditionalSelect(Vector256.Equals(left, right), value, Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FromBytes(byte* source)
    {
        var words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(long*)source).AsByte());
        return Vector256.ConvertToSingle(Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToBytes(Vector256<float> value, byte* target)
    {
        var whole = Vector256.ConvertToInt32Native(value);
        var words = Vector128.Narrow(whole.GetLower(), whole.GetUpper());
        *(long*)target = Vector128.Narrow(words, words).AsInt64().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Indices(byte* source)
    {
        var words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(long*)source).AsByte());
        return Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Choose(float* quad, Vector256<float> indices) =>
        Avx.PermuteVar(Avx.BroadcastVector128ToVector256(quad), indices.AsInt32());

    // x - x is zero for finite x, else NaN
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> WhereFinite(Vector256<float> value, Vector256<float> otherwise) =>
        Vector256.ConditionalSelect(Vector256.Equals(value - value, Zero), value, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllFinite(Vector256<float> value) => Vector256.EqualsAll(value - value, Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> value) => Vector256.Sum(value);
}
