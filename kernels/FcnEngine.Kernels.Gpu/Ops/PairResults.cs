using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

/// <summary>What becomes of a pixel's two values that one thread has.</summary>
public interface IPairStore
{
    void Put(int pixel, Float2 pair);
}

public readonly struct NoPairs : IPairStore
{
    public void Put(int pixel, Float2 pair)
    {
    }
}

public readonly struct StorePairs(ArrayView<float> map) : IPairStore
{
    private readonly ArrayView<float> _map = map;

    public void Put(int pixel, Float2 pair) => _map.Cast<Float2>()[pixel] = pair;
}

/// <summary>A map's own rule.</summary>
public readonly struct MapPairs<TResult>(TResult result) : IPairStore
    where TResult : struct, IMapResult
{
    private readonly TResult _result = result;

    public void Put(int pixel, Float2 pair)
    {
        _result.WriteOne(pixel, 0, pair.X);
        _result.WriteOne(pixel, 1, pair.Y);
    }
}

/// <summary>Which of the two is larger, the first where neither is; and the pair itself, if <typeparamref name="TLogits"/> keeps it.</summary>
public readonly struct ClassOfPairs<TLogits>(ArrayView<byte> classes, TLogits logits) : IPairStore
    where TLogits : struct, IPairStore
{
    private readonly ArrayView<byte> _classes = classes;
    private readonly TLogits _logits = logits;

    public void Put(int pixel, Float2 pair)
    {
        _logits.Put(pixel, pair);
        _classes[pixel] = (byte)(pair.Y > pair.X ? 1 : 0);
    }
}

/// <summary>What becomes of a pixel's two values that a whole block has; all its threads call it.</summary>
public interface IBlockPairResult
{
    void Write(int pixel, Float2 pair);
}

public readonly struct FinishedPair<TFinish>(ArrayView<float> map, TFinish finish) : IBlockPairResult
    where TFinish : struct, IFinish
{
    private readonly ArrayView<float> _map = map;
    private readonly TFinish _finish = finish;

    public void Write(int pixel, Float2 pair)
    {
        if (Group.IdxX == 0) _map.Cast<Float2>()[pixel] = new Float2 { X = _finish.Apply(pair.X, 0), Y = _finish.Apply(pair.Y, 1) };
    }
}

/// <summary>
/// The pair stored, and sent on through a convolution of one tap to its input, w [channels, 2], and the ReLU whose output that is: a
/// thread to a channel.
/// </summary>
public readonly struct PairThroughScores(
    ArrayView<float> between, ArrayView<float> w, ArrayView<float> rectified, ArrayView<float> gradient, int channels) : IBlockPairResult
{
    private readonly ArrayView<float> _between = between, _w = w, _rectified = rectified, _gradient = gradient;

    public int Channels { get; } = channels;

    public void Write(int pixel, Float2 pair)
    {
        if (Group.IdxX == 0) _between.Cast<Float2>()[pixel] = pair;
        for (var channel = Group.IdxX; channel < Channels; channel += Group.DimX)
        {
            var (weights, at) = (_w.Cast<Float2>()[channel], pixel * Channels + channel);
            _gradient[at] = _rectified[at] > 0f ? pair.X * weights.X + pair.Y * weights.Y : 0f;
        }
    }
}
