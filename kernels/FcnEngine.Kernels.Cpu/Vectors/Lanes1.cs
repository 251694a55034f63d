using System.Runtime.CompilerServices;

namespace FcnEngine.Kernels.Cpu.Vectors;

/// <summary>One float: for machines without vectors, and for what a vector loop leaves over.</summary>
internal readonly unsafe struct Lanes1 : ILanes<float>
{
    public static int Count => 1;

    public static float Zero => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load(float* source) => *source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float value, float* target) => *target = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePast(float value, float* target) => *target = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Broadcast(float value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float left, float right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Subtract(float left, float right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float left, float right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Divide(float left, float right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float left, float right, float addend) => float.MultiplyAddEstimate(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Relu(float value) => value < 0 ? 0 : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(float left, float right) => MathF.Max(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Abs(float value) => MathF.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairs(float* source, out float first, out float second) => (first, second) = (source[0], source[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(float first, float second, float* target) => (target[0], target[1]) = (first, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Exp(float value) => MathF.Exp(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Log(float value) => MathF.Log(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float WherePositive(float condition, float value) => condition > 0 ? value : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float WhereGreater(float left, float right, float value, float otherwise) =>
        left > right || (float.IsNaN(left) && !float.IsNaN(right)) ? value : otherwise;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void KeepLarger(float value, float here, ref float best, ref float place)
    {
        if (BitConverter.SingleToUInt32Bits(value) <= BitConverter.SingleToUInt32Bits(best)) return;
        best = value;
        place = here;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float WhereEqual(float left, float right, float value) => left == right ? value : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FromBytes(byte* source) => *source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToBytes(float value, byte* target) => *target = (byte)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Indices(byte* source) => *source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Choose(float* quad, float indices) => quad[(int)indices];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float WhereFinite(float value, float otherwise) => float.IsFinite(value) ? value : otherwise;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllFinite(float value) => float.IsFinite(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(float value) => value;
}
