using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

// The first layer of an FCN (FirstConvolution) on tensor cores: y[pixels, Co] = patches[pixels, 25] w[25, Co], Co a multiple of 4.
// A warp owns eight neighbouring pooled pixels, the 32 rows of its tile being the four positions of their windows: rows g, g + 8,
// g + 16, g + 24 are pixel g's, so that a lane pools in its own registers and stores what it has. It takes sixteen columns at a
// time, lane t the columns 4t .. 4t + 3. 24 taps are products, tap (4, 4) and the bias are what the sums start with: no k is
// padding. Of 24 taps lane t holds, as pairs, (t, 0) (t, 1) and (t, 2) (t, 3), of one row of the image each, and of the rest
// (4, 2t) (4, 2t + 1) or, the last two lanes, (0, 4) (1, 4) and (2, 4) (3, 4). A block splits the weights once and goes on to
// one strip of 32 pooled pixels after the other. Outputs are overwritten whole.

/// <summary>What is added to each channel; nothing where <paramref name="channels"/> is 0.</summary>
public readonly struct OptionalBias(ArrayView<float> bias, int channels)
{
    private readonly ArrayView<float> _bias = bias;
    private readonly int _channels = channels;

    public float At(int channel) => channel < _channels ? _bias[channel] : 0f;
}

public static class FirstForwardTensor
{
    /// <summary>Pooled pixels of a strip.</summary>
    public const int Width = 32, Threads = 128;

    private const int Pitch = 4 * Width + 8, Warps = Threads / 32, StripFloat4 = 2 * FirstStrip.Rows * Pitch / 4;

    /// <summary>Columns go in eights.</summary>
    public static int Groups(int channels) => (channels + 7) / 8;

    public static int SharedFloat4<TArithmetic>(int channels)
        where TArithmetic : struct, ITapArithmetic => StripFloat4 + Groups(channels) * (4 + 32 * TArithmetic.Pieces);

    /// <summary>Grid: strips / <paramref name="stripsPerBlock"/>, rounded up.</summary>
    /// <param name="across">Strips in a row of pooled pixels.</param>
    public static void Run<TArithmetic, TPositions>(FirstLayer layer, OptionalBias bias, TPositions positions, Divisor across, int stripsPerBlock)
        where TArithmetic : struct, ITapArithmetic
        where TPositions : struct, IPositions
    {
        var shared = SharedMemory.GetDynamic<Float4>();
        var tile = shared.SubView(0, StripFloat4).Cast<float>();
        int channels = layer.Shape.OutChannels, groups = Groups(channels), lane = Group.IdxX & 31, g = lane >> 2, t = lane & 3;
        var last = shared.SubView(StripFloat4, 2 * groups);
        var biases = shared.SubView(StripFloat4 + 2 * groups, 2 * groups);
        var weights = shared.SubView(StripFloat4 + 4 * groups, groups * 32 * TArithmetic.Pieces);
        var strip = new FirstStrip(tile, layer, across, Width);
        int next = Grid.IdxX * stripsPerBlock, end = IntrinsicMath.Min(next + stripsPerBlock, strip.Count), buffer = 0;
        strip.Copy(next, 0, Warps);
        Ptx.CommitCopies();
        for (var i = Group.IdxX; i < groups * 32; i += 4 * Threads)
        {
            // Four on their way at a time.
            TapPairs a = Read(layer, groups, i), b = Read(layer, groups, i + Threads), c = Read(layer, groups, i + 2 * Threads), d = Read(layer, groups, i + 3 * Threads);
            Keep<TArithmetic>(weights, groups, i, a);
            Keep<TArithmetic>(weights, groups, i + Threads, b);
            Keep<TArithmetic>(weights, groups, i + 2 * Threads, c);
            Keep<TArithmetic>(weights, groups, i + 3 * Threads, d);
        }

        for (var i = Group.IdxX; i < groups * 8; i += Threads)
        {
            last.Cast<float>()[i] = i < channels ? layer.W[24 * channels + i] : 0f;
            biases.Cast<float>()[i] = bias.At(i);
        }

        int pixel = (Group.IdxX >> 5) * 8 + g, rest = t < 2 ? 4 * Pitch + 2 * t : (t - 2) * 2 * Pitch + 4, step = t < 2 ? 1 : Pitch;
        var mine = weights.SubView(lane);
        for (; next < end; next++)
        {
            Ptx.AwaitCopies();
            Group.Barrier(); // this strip has arrived for all, and all have read the other buffer
            if (next + 1 < end)
            {
                strip.Copy(next + 1, buffer ^ 1, Warps);
                Ptx.CommitCopies();
            }

            var from = tile.SubView(buffer * FirstStrip.Size(Width) + pixel * 4);
            buffer ^= 1;
            TapOperands top = Left<TArithmetic>(from, t, rest, step), bottom = Left<TArithmetic>(from.SubView(2 * Pitch), t, rest, step);
            var corner = from.SubView(4 * Pitch + 4);
            var fifth = new Float4(corner[0], corner[2], corner[2 * Pitch], corner[2 * Pitch + 2]);
            var x = strip.Line(next, out var start);
            var exists = start + pixel < layer.Pool.OutWidth;
            var output = (x * layer.Pool.OutWidth + start + pixel) * channels;
            for (var pair = 0; pair < groups >> 1; pair++)
            {
                Float4 w = last[pair * 4 + t], plus = biases[pair * 4 + t];
                Accumulators topLeft = Start(w.X, w.Y, plus.X, plus.Y, fifth.X, fifth.Y), topRight = Start(w.Z, w.W, plus.Z, plus.W, fifth.X, fifth.Y);
                Accumulators bottomLeft = Start(w.X, w.Y, plus.X, plus.Y, fifth.Z, fifth.W), bottomRight = Start(w.Z, w.W, plus.Z, plus.W, fifth.Z, fifth.W);
                var at = mine.SubView(pair * 64 * TArithmetic.Pieces);
                default(TArithmetic).Multiply(ref topLeft, ref bottomLeft, top, bottom, at);
                default(TArithmetic).Multiply(ref topRight, ref bottomRight, top, bottom, at.SubView(32 * TArithmetic.Pieces));
                var best = new Float4(
                    Best(topLeft.C0, topLeft.C2, bottomLeft.C0, bottomLeft.C2, out var p0), Best(topLeft.C1, topLeft.C3, bottomLeft.C1, bottomLeft.C3, out var p1),
                    Best(topRight.C0, topRight.C2, bottomRight.C0, bottomRight.C2, out var p2), Best(topRight.C1, topRight.C3, bottomRight.C1, bottomRight.C3, out var p3));
                var column = pair * 16 + 4 * t;
                if (exists & column < channels)
                {
                    layer.Y.Cast<Float4>()[output + column >> 2] = best;
                    positions.KeepFour(output + column >> 2, p0 | p1 << 8 | p2 << 16 | p3 << 24);
                }
            }

            if ((groups & 1) != 0)
            {
                var w = last.Cast<Float2>()[(groups - 1) * 4 + t];
                var plus = biases.Cast<Float2>()[(groups - 1) * 4 + t];
                Accumulators upper = Start(w.X, w.Y, plus.X, plus.Y, fifth.X, fifth.Y), lower = Start(w.X, w.Y, plus.X, plus.Y, fifth.Z, fifth.W);
                default(TArithmetic).Multiply(ref upper, ref lower, top, bottom, mine.SubView((groups - 1) * 32 * TArithmetic.Pieces));
                var best = new Float2 { X = Best(upper.C0, upper.C2, lower.C0, lower.C2, out var p0), Y = Best(upper.C1, upper.C3, lower.C1, lower.C3, out var p1) };
                var column = (groups - 1) * 8 + 2 * t;
                if (exists & column < channels)
                {
                    layer.Y.Cast<Float2>()[output + column >> 1] = best;
                    positions.Keep(output + column, p0);
                    positions.Keep(output + column + 1, p1);
                }
            }
        }
    }

    /// <summary>The patches of two neighbouring pixels: <paramref name="from"/> is under the first tap of the upper row.</summary>
    private static TapOperands Left<TArithmetic>(ArrayView<float> from, int t, int rest, int step)
        where TArithmetic : struct, ITapArithmetic
    {
        // The second pixel's first two are the first one's last two; read again they need no moves between the operands' registers.
        var low = from.Cast<Float4>()[t * (Pitch / 4)];
        ArrayView<Float2> row = from.Cast<Float2>();
        Float2 middle = row[t * (Pitch / 2) + 1], high = row[t * (Pitch / 2) + 2];
        ArrayView<float> first = from.SubView(rest), second = from.SubView(rest + step);
        return default(TArithmetic).Left(
            new Float4(low.X, middle.X, low.Y, middle.Y), new Float4(low.Z, high.X, low.W, high.Y), new Float4(first[0], first[2], second[0], second[2]));
    }

    /// <summary>Columns 2t and 2t + 1 at two positions, before the products.</summary>
    private static Accumulators Start(float w0, float w1, float bias0, float bias1, float upper, float lower) =>
        new() { C0 = w0 * upper + bias0, C1 = w1 * upper + bias1, C2 = w0 * lower + bias0, C3 = w1 * lower + bias1 };

    /// <summary>The maximum of a window after ReLU: what is not above zero never takes the first one's place.</summary>
    private static float Best(float a, float b, float c, float d, out int at)
    {
        var best = a < 0f ? 0f : a;
        at = Better(b, best) ? 1 : 0;
        best = Better(b, best) ? b : best;
        at = Better(c, best) ? 2 : at;
        best = Better(c, best) ? c : best;
        at = Better(d, best) ? 3 : at;
        return Better(d, best) ? d : best;
    }

    private static bool Better(float value, float best) => value > best | Differ(value, value);

    /// <summary>NaN differs from itself: one instruction where <see cref="float.IsNaN"/> takes two.</summary>
    private static bool Differ(float a, float b) => a != b;

    /// <summary>The weights that lane <paramref name="i"/> % 32 takes in eight columns; a pair of eights lies so that the lane's results are neighbours.</summary>
    private static TapPairs Read(FirstLayer layer, int groups, int i)
    {
        int group = i >> 5, g = i >> 2 & 7, t = i & 3, channels = layer.Shape.OutChannels;
        var column = (group | 1) < groups ? (group >> 1) * 16 + (group & 1) * 2 + (g >> 1) * 4 + (g & 1) : group * 8 + g;
        var inside = group < groups & column < channels;
        int rest = t < 2 ? 20 + 2 * t : 10 * t - 16, step = t < 2 ? 1 : 5;
        return new TapPairs
        {
            A = Two(layer.W, inside, 5 * t * channels + column, channels),
            B = Two(layer.W, inside, (5 * t + 2) * channels + column, channels),
            C = Two(layer.W, inside, rest * channels + column, step * channels),
        };
    }

    private static Float2 Two(ArrayView<float> w, bool inside, int at, int step)
    {
        float first = w[inside ? at : 0], second = w[inside ? at + step : 0];
        return new Float2 { X = inside ? first : 0f, Y = inside ? second : 0f };
    }

    private static void Keep<TArithmetic>(ArrayView<Float4> weights, int groups, int i, TapPairs pairs)
        where TArithmetic : struct, ITapArithmetic
    {
        if (i < groups * 32) default(TArithmetic).Keep(weights.SubView((i >> 5) * 32 * TArithmetic.Pieces + (i & 31)), pairs);
    }
}
