using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// Maps over whole tensors: a thread owns four neighbouring elements, read and written 128 bits wide; the up to three
// elements behind the last four have a thread each. An output may be an input: each element is read before it is written,
// by the thread that writes it.

/// <summary>What a map does, four elements at a time and one at a time.</summary>
public interface IMap
{
    /// <summary>Elements 4i to 4i + 3.</summary>
    void Four(int i);

    void One(int i);
}

public static class Elementwise
{
    public static void Run<TMap>(TMap map, int count)
        where TMap : struct, IMap
    {
        int i = Grid.GlobalIndex.X, fours = count >> 2;
        if (i < fours)
        {
            map.Four(i);
            return;
        }

        var rest = fours * 4 + i - fours;
        if (rest < count) map.One(rest);
    }

    /// <summary>Threads for <paramref name="count"/> elements.</summary>
    internal static LaunchShape Shape(long count) => LaunchShape.Over(count / 4 + count % 4);
}

public interface IUnary
{
    float Of(float x);
}

public interface IBinary
{
    float Of(float a, float b);
}

public readonly struct Unary<TFunction>(ArrayView<float> input, ArrayView<float> output, TFunction function) : IMap
    where TFunction : struct, IUnary
{
    private readonly ArrayView<float> _input = input, _output = output;
    private readonly TFunction _function = function;

    public void Four(int i)
    {
        var v = _input.Cast<Float4>()[i];
        _output.Cast<Float4>()[i] = new Float4(_function.Of(v.X), _function.Of(v.Y), _function.Of(v.Z), _function.Of(v.W));
    }

    public void One(int i) => _output[i] = _function.Of(_input[i]);
}

public readonly struct Binary<TFunction>(ArrayView<float> left, ArrayView<float> right, ArrayView<float> output, TFunction function) : IMap
    where TFunction : struct, IBinary
{
    private readonly ArrayView<float> _left = left, _right = right, _output = output;
    private readonly TFunction _function = function;

    public void Four(int i)
    {
        Float4 a = _left.Cast<Float4>()[i], b = _right.Cast<Float4>()[i];
        _output.Cast<Float4>()[i] = new Float4(_function.Of(a.X, b.X), _function.Of(a.Y, b.Y), _function.Of(a.Z, b.Z), _function.Of(a.W, b.W));
    }

    public void One(int i) => _output[i] = _function.Of(_left[i], _right[i]);
}

public readonly struct ReluFunction : IUnary
{
    public float Of(float x) => x < 0f ? 0f : x;
}

/// <summary>a = the ReLU's output, b = its gradient.</summary>
public readonly struct ReluGradientFunction : IBinary
{
    public float Of(float a, float b) => a > 0f ? b : 0f;
}

public readonly struct Sum : IBinary
{
    public float Of(float a, float b) => a + b;
}

public readonly struct FillMap(float value, ArrayView<float> output) : IMap
{
    private readonly float _value = value;
    private readonly ArrayView<float> _output = output;

    public void Four(int i) => _output.Cast<Float4>()[i] = new Float4(_value, _value, _value, _value);

    public void One(int i) => _output[i] = _value;
}

/// <summary>Every element = a scalar on the device times a constant.</summary>
public readonly struct SpreadMap(ArrayView<float> scalar, float scale, ArrayView<float> output) : IMap
{
    private readonly ArrayView<float> _scalar = scalar, _output = output;
    private readonly float _scale = scale;

    public void Four(int i)
    {
        var value = _scalar[0] * _scale;
        _output.Cast<Float4>()[i] = new Float4(value, value, value, value);
    }

    public void One(int i) => _output[i] = _scalar[0] * _scale;
}

public readonly struct SgdMap(ArrayView<float> gradient, DescendWeight target) : IMap
{
    private readonly ArrayView<float> _gradient = gradient;
    private readonly DescendWeight _target = target;

    public void Four(int i) => _target.TakeFour(i, _gradient.Cast<Float4>()[i]);

    public void One(int i) => _target.Take(i, _gradient[i]);
}

internal sealed partial class GpuKernels
{
    public Launch Relu(DeviceTensor input, DeviceTensor output) =>
        Map("relu forward", new Unary<ReluFunction>(Floats(input), Floats(output), default), output);

    public Launch ReluGradient(DeviceTensor output, DeviceTensor outputGradient, DeviceTensor inputGradient) =>
        Map("relu input_gradient", new Binary<ReluGradientFunction>(Floats(output), Floats(outputGradient), Floats(inputGradient), default), inputGradient);

    public Launch Add(DeviceTensor left, DeviceTensor right, DeviceTensor output) =>
        Map("add forward", new Binary<Sum>(Floats(left), Floats(right), Floats(output), default), output);

    public Launch Fill(float value, DeviceTensor output) => Map("fill forward", new FillMap(value, Floats(output)), output);

    public Launch MeanGradient(DeviceTensor outputGradient, DeviceTensor inputGradient) =>
        Map("mean input_gradient", new SpreadMap(Floats(outputGradient), 1f / inputGradient.ElementCount, Floats(inputGradient)), inputGradient);

    public Launch Sgd(DeviceTensor gradient, GradientTarget.Descend target) => Map("sgd update", new SgdMap(Floats(gradient), Descend(target)), gradient);

    private Launch Map<TMap>(string name, TMap map, DeviceTensor over)
        where TMap : struct, IMap =>
        device.Cache.Bind(name, Elementwise.Run, Elementwise.Shape(over.ElementCount), map, (int)over.ElementCount);
}
