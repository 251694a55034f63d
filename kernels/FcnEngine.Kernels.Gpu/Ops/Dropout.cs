using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// Dropout: output[i] = input[i] / keep where the Philox4x32-10 word of (key, step, i), as a float in [0, 1), is below keep,
// else 0. A thread owns four elements, which share one Philox block. The mask is a function of the index: the gradient is the
// same launch on the output gradient, and nothing is stored in between.

public readonly struct DropoutMap(ArrayView<float> input, ArrayView<float> output, ArrayView<int> step, float keep, ulong key) : IMap
{
    private readonly ArrayView<float> _input = input, _output = output;
    private readonly ArrayView<int> _step = step;
    private readonly float _keep = keep, _scale = 1f / keep;
    private readonly ulong _key = key;

    public void Four(int i)
    {
        var v = _input.Cast<Float4>()[i];
        var words = PhiloxBlock.Draw(_key, (uint)i, (uint)_step[0]);
        _output.Cast<Float4>()[i] = new Float4(Apply(v.X, words.X), Apply(v.Y, words.Y), Apply(v.Z, words.Z), Apply(v.W, words.W));
    }

    public void One(int i)
    {
        var words = PhiloxBlock.Draw(_key, (uint)i >> 2, (uint)_step[0]);
        var place = i & 3;
        _output[i] = Apply(_input[i], place == 0 ? words.X : place == 1 ? words.Y : place == 2 ? words.Z : words.W);
    }

    private float Apply(float value, uint word) => (word >> 8) * (1f / (1 << 24)) < _keep ? value * _scale : 0f;
}

/// <summary>The engine's generator in a form that the device compiles; see <see cref="Initializers.Philox"/>.</summary>
public struct PhiloxBlock
{
    public uint X, Y, Z, W;

    public static PhiloxBlock Draw(ulong key, uint counter, uint stream)
    {
        var b = new PhiloxBlock { X = counter, Y = 0, Z = stream, W = 0 };
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (var round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)0xD2511F53u * b.X, p1 = (ulong)0xCD9E8D57u * b.Z;
            b = new PhiloxBlock { X = (uint)(p1 >> 32) ^ b.Y ^ k0, Y = (uint)p1, Z = (uint)(p0 >> 32) ^ b.W ^ k1, W = (uint)p0 };
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }

        return b;
    }
}

internal sealed partial class GpuKernels
{
    public Launch Dropout(DeviceTensor input, float keepProbability, ulong key, DeviceTensor step, DeviceTensor output) =>
        Map("dropout forward", new DropoutMap(Floats(input), Floats(output), Ints(step), keepProbability, key), output);
}
