using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FcnEngine.Kernels.Cpu.Vectors;

/// <summary>512 bits: 16 floats.</summary>
internal readonly unsafe struct Lanes512 : ILanes<Vector512<float>>
{
    public static int Count => Vector512<float>.Count;

    public static Vector512<float> Zero => Vector512<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePast(Vector512<float> value, float* target)
    {
        if ((nuint)target % 64 == 0) value.StoreAlignedNonTemporal(target);
        else value.Store(target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> left, Vector512<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Divide(Vector512<float> left, Vector512<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Vector512.MultiplyAddEstimate(left, right, addend);

    // of two operands one of which is NaN, the native instruction returns the second
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Relu(Vector512<float> value) => Vector512.MaxNative(Zero, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Max(Vector512<float> left, Vector512<float> right) => Vector512.Max(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Abs(Vector512<float> value) => Vector512.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairs(float* source, out Vector512<float> first, out Vector512<float> second)
    {
        var (low, high) = (Load(source), Load(source + Count));
        first = Avx512F.PermuteVar16x32x2(low, Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30), high);
        second = Avx512F.PermuteVar16x32x2(low, Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31), high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(Vector512<float> first, Vector512<float> second, float* target)
    {
        var low = Avx512F.PermuteVar16x32x2(first, Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), second);
        var high = Avx512F.PermuteVar16x32x2(first, Vector512.Create(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), second);
        Store(low, target);
        Store(high, target + Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> value) => Vector512.Exp(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log(Vector512<float> value) => Vector512.Log(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> WherePositive(Vector512<float> condition, Vector512<float> value) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(condition, Zero), value, Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> WhereGreater(Vector512<float> left, Vector512<float> right, Vector512<float> value, Vector512<float> otherwise) =>
        Vector512.ConditionalSelect(Vector512.AndNot(Vector512.Equals(right, right), Vector512.LessThanOrEqual(left, right)), value, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void KeepLarger(Vector512<float> value, Vector512<float> here, ref Vector512<float> best, ref Vector512<float> place)
    {
        var larger = Vector512.GreaterThan(value.AsUInt32(), best.AsUInt32()).AsSingle();
        place = Vector512.ConditionalSelect(larger, here, place);
        best = Vector512.Max(value.AsUInt32(), best.AsUInt32()).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> WhereEqual(Vector512<float> left, Vector512<float> right, Vector512<float> value) =>
        Vector512.ConditionalSelect(Vector512.Equals(left, right), value, Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FromBytes(byte* source) =>
        Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(Vector128.Load(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToBytes(Vector512<float> value, byte* target) =>
        Avx512F.ConvertToVector128Byte(Avx512F.ConvertToVector512Int32(value)).Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Indices(byte* source) =>
        Avx512F.ConvertToVector512Int32(Vector128.Load(source)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Choose(float* quad, Vector512<float> indices) =>
        Avx512F.PermuteVar4x32(Avx512F.BroadcastVector128ToVector512(quad), indices.AsInt32());

    // x - x is zero for finite x, else NaN
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> WhereFinite(Vector512<float> value, Vector512<float> otherwise) =>
        Vector512.ConditionalSelect(Vector512.Equals(value - value, Zero), value, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllFinite(Vector512<float> value) => Vector512.EqualsAll(value - value, Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> value) => Vector512.Sum(value);
}
