using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FcnEngine.Kernels.Cpu.Vectors;

/// <summary>128 bits: 4 floats.</summary>
internal readonly unsafe struct Lanes128 : ILanes<Vector128<float>>
{
    public static int Count => Vector128<float>.Count;

    public static Vector128<float> Zero => Vector128<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, float* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePast(Vector128<float> value, float* target)
    {
        if ((nuint)target % 16 == 0) value.StoreAlignedNonTemporal(target);
        else value.Store(target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Subtract(Vector128<float> left, Vector128<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Multiply(Vector128<float> left, Vector128<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Divide(Vector128<float> left, Vector128<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend) =>
        Vector128.MultiplyAddEstimate(left, right, addend);

    // of two operands one of which is NaN, the native instruction returns the second
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Relu(Vector128<float> value) => Vector128.MaxNative(Zero, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Max(Vector128<float> left, Vector128<float> right) => Vector128.Max(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Abs(Vector128<float> value) => Vector128.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairs(float* source, out Vector128<float> first, out Vector128<float> second)
    {
        var low = Vector128.Shuffle(Load(source), Vector128.Create(0, 2, 1, 3)).AsDouble();
        var high = Vector128.Shuffle(Load(source + Count), Vector128.Create(0, 2, 1, 3)).AsDouble();
        first = Vector128.Create(low.GetLower(), high.GetLower()).AsSingle();
        second = Vector128.Create(low.GetUpper(), high.GetUpper()).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(Vector128<float> first, Vector128<float> second, float* target)
    {
        var low = Vector128.Create(first.GetLower(), second.GetLower());
        var high = Vector128.Create(first.GetUpper(), second.GetUpper());
        Store(Vector128.Shuffle(low, Vector128.Create(0, 2, 1, 3)), target);
        Store(Vector128.Shuffle(high, Vector128.Create(0, 2, 1, 3)), target + Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Exp(Vector128<float> value) => Vector128.Exp(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Log(Vector128<float> value) => Vector128.Log(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> WherePositive(Vector128<float> condition, Vector128<float> value) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(condition, Zero), value, Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> WhereGreater(Vector128<float> left, Vector128<float> right, Vector128<float> value, Vector128<float> otherwise) =>
        Vector128.ConditionalSelect(Vector128.AndNot(Vector128.Equals(right, right), Vector128.LessThanOrEqual(left, right)), value, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void KeepLarger(Vector128<float> value, Vector128<float> here, ref Vector128<float> best, ref Vector128<float> place)
    {
        var larger = Vector128.GreaterThan(value.AsUInt32(), best.AsUInt32()).AsSingle();
        place = Vector128.ConditionalSelect(larger, here, place);
        best = Vector128.Max(value.AsUInt32(), best.AsUInt32()).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> WhereEqual(Vector128<float> left, Vector128<float> right, Vector128<float> value) =>
        Vector128.ConditionalSelect(Vector128.Equals(left, right), value, Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> FromBytes(byte* source) =>
        Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(int*)source).AsByte())).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToBytes(Vector128<float> value, byte* target)
    {
        var whole = Vector128.ConvertToInt32Native(value);
        var words = Vector128.Narrow(whole, whole);
        *(int*)target = Vector128.Narrow(words, words).AsInt32().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Indices(byte* source) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(int*)source).AsByte())).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Choose(float* quad, Vector128<float> indices) =>
        Vector128.ShuffleNative(Vector128.Load(quad), indices.AsInt32());

    // x - x is zero for finite x, else NaN
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> WhereFinite(Vector128<float> value, Vector128<float> otherwise) =>
        Vector128.ConditionalSelect(Vector128.Equals(value - value, Zero), value, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllFinite(Vector128<float> value) => Vector128.EqualsAll(value - value, Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> value) => Vector128.Sum(value);
}
