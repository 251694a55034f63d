using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

/// <summary>What a kernel does with a finished element of a parameter's gradient.</summary>
public interface IGradientTarget
{
    void Take(int index, float gradient);

    /// <summary>Elements 4i to 4i + 3.</summary>
    void TakeFour(int i, Float4 gradient);
}

/// <summary>The gradient overwrites memory.</summary>
public readonly struct StoreGradient(ArrayView<float> gradient) : IGradientTarget
{
    private readonly ArrayView<float> _gradient = gradient;

    public void Take(int index, float gradient) => _gradient[index] = gradient;

    public void TakeFour(int i, Float4 gradient) => _gradient.Cast<Float4>()[i] = gradient;
}

/// <summary>weight -= learningRate * gradient, unless that is not finite or a fault was met before.</summary>
public readonly struct DescendWeight : IGradientTarget
{
    private const int Exponent = 0x7F800000;

    private readonly ArrayView<float> _weight, _learningRate;
    private readonly ArrayView<int> _fault;
    private readonly int _faultCode;

    public DescendWeight(ArrayView<float> weight, ArrayView<float> learningRate, ArrayView<int> fault, int faultCode)
    {
        _weight = weight;
        _learningRate = learningRate;
        _fault = fault;
        _faultCode = faultCode;
    }

    public void Take(int index, float gradient)
    {
        if (_fault[0] != 0) return;
        var next = _weight[index] - _learningRate[0] * gradient;
        if (Finite(next)) _weight[index] = next;
        else _fault[0] = _faultCode; // all that write it now write the same code
    }

    public void TakeFour(int i, Float4 gradient)
    {
        if (Open) Replace(i, Read(i), gradient);
    }

    /// <summary>Whether weights may change at all.</summary>
    public bool Open => _fault[0] == 0;

    /// <summary>Elements 4i to 4i + 3 of a weight that was read before, where <see cref="Open"/>.</summary>
    public void Replace(int i, Float4 before, Float4 gradient)
    {
        var next = before.Plus(-_learningRate[0], gradient);
        bool x = Finite(next.X), y = Finite(next.Y), z = Finite(next.Z), w = Finite(next.W);
        _weight.Cast<Float4>()[i] = new Float4(x ? next.X : before.X, y ? next.Y : before.Y, z ? next.Z : before.Z, w ? next.W : before.W);
        if (!(x & y & z & w)) _fault[0] = _faultCode;
    }

    /// <summary>Elements 4i to 4i + 3 as they are.</summary>
    public Float4 Read(int i) => _weight.Cast<Float4>()[i];

    private static bool Finite(float x) => (Interop.FloatAsInt(x) & Exponent) != Exponent;
}
