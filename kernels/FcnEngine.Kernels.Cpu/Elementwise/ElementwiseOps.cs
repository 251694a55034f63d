using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Elementwise;

/// <summary>A rule for one element of two operands, written once for every vector width.</summary>
internal interface IBinaryRule
{
    static abstract V Apply<V, L>(V left, V right)
        where V : unmanaged
        where L : struct, ILanes<V>;
}

internal readonly struct SumRule : IBinaryRule
{
    public static V Apply<V, L>(V left, V right)
        where V : unmanaged
        where L : struct, ILanes<V> => L.Add(left, right);
}

/// <summary>max(left, 0); the right operand is not looked at.</summary>
internal readonly struct ReluRule : IBinaryRule
{
    public static V Apply<V, L>(V left, V right)
        where V : unmanaged
        where L : struct, ILanes<V> => L.Relu(left);
}

/// <summary>right where left is above zero, else 0.</summary>
internal readonly struct GateRule : IBinaryRule
{
    public static V Apply<V, L>(V left, V right)
        where V : unmanaged
        where L : struct, ILanes<V> => L.WherePositive(left, right);
}
