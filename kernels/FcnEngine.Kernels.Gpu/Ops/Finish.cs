using ILGPU;

namespace FcnEngine.Kernels.Gpu;

/// <summary>What happens to a finished element of an output before it is stored.</summary>
public interface IFinish
{
    float Apply(float value, int channel);
}

public readonly struct AsIs : IFinish
{
    public float Apply(float value, int channel) => value;
}

/// <summary>max(value, 0), NaN staying NaN: PTX's max would hide a diverged run on the GPU only.</summary>
public readonly struct Rectified : IFinish
{
    public float Apply(float value, int channel) => value < 0f ? 0f : value;
}

public readonly struct Biased(ArrayView<float> bias) : IFinish
{
    private readonly ArrayView<float> _bias = bias;

    public float Apply(float value, int channel) => value + _bias[channel];
}

public readonly struct BiasedRectified(ArrayView<float> bias) : IFinish
{
    private readonly ArrayView<float> _bias = bias;

    public float Apply(float value, int channel)
    {
        var sum = value + _bias[channel];
        return sum < 0f ? 0f : sum;
    }
}
