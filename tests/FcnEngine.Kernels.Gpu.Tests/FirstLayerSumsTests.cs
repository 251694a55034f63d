using Sixteen = FcnEngine.Kernels.Gpu.Tests.SplitProductTests.Sixteen;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>
/// Class F in the first layer's kernels at the lab's size, summed as they sum, mma at its worst as in <see cref="SplitProductTests"/>.
/// </summary>
public sealed class FirstLayerSumsTests(ITestOutputHelper output)
{
    public static TheoryData<string> Images => [.. Pixels.Keys];

    private static Dictionary<string, Func<Random, double>> Pixels { get; } = new()
    {
        ["normal"] = SplitProductTests.Normal,
        ["normal with a mean"] = random => 3 + SplitProductTests.Normal(random),
        ["whole numbers"] = random => random.Next(256),
    };

    [Theory]
    [MemberData(nameof(Images))]
    public void The_forward_pass_is_as_exact_as_float(string image)
    {
        var random = new Random(3);
        double error = 0, norm = 0;
        for (var i = 0; i < 20000; i++)
        {
            float[] x = Fill(24, Pixels[image]), w = Fill(24, _ => 0.02 * SplitProductTests.Normal(random));
            float last = (float)Pixels[image](random), weight = (float)(0.02 * SplitProductTests.Normal(random)), bias = (float)(0.1 * SplitProductTests.Normal(random));
            var sum = MathF.FusedMultiplyAdd(last, weight, bias);
            Sixteen[] left = Split(x, 8), right = Split(w, 8);
            // Of sixteen k in bfloat16 eight are small by whole and eight whole by small.
            foreach (var (a, b) in left.Zip(right)) sum = SplitProductTests.Mma(sum, Halves(a.SmallRounded, a.Rounded), Halves(b.Rounded, b.SmallRounded), 8);
            foreach (var (a, b) in left.Zip(right)) sum = SplitProductTests.Mma(sum, Big(a), Big(b), 4);
            var exact = x.Zip(w, (a, b) => (double)a * b).Sum() + (double)last * weight + bias;
            error += (sum - exact) * (sum - exact);
            norm += exact * exact;
        }

        output.WriteLine($"{Math.Sqrt(error / norm):E2}");
        Assert.InRange(Math.Sqrt(error / norm), 1e-9, 1e-6);

        float[] Fill(int count, Func<Random, double> value) => [.. Enumerable.Range(0, count).Select(_ => (float)value(random))];
    }

    /// <summary>131,072 pooled pixels at batch 32, half of which pass their ReLU, on 44 parts of eight warps.</summary>
    [Theory]
    [MemberData(nameof(Images))]
    public void The_weight_gradient_is_as_exact_as_float(string image)
    {
        const int pooled = 131072, taps = 4, channels = 4, parts = 44, warps = 8, perStrip = 64;
        var random = new Random(5);
        double error = 0, norm = 0;
        var patches = Enumerable.Range(0, taps).Select(_ => Windows(_ => Pixels[image](random))).ToArray();
        for (var channel = 0; channel < channels; channel++)
        {
            var gradient = Windows(_ => 0);
            for (var i = 0; i < pooled; i++)
                if (random.Next(2) == 0) gradient[i * 4 + random.Next(4)] = (float)SplitProductTests.Gradient(random);
            var right = Split(gradient);
            foreach (var patch in patches)
            {
                var left = Split(patch);
                float total = 0;
                int strips = pooled / perStrip, perPart = (strips + parts - 1) / parts;
                for (var part = 0; part < parts; part++)
                {
                    float ofPart = 0;
                    for (var warp = 0; warp < warps; warp++)
                    {
                        float ofWarp = 0;
                        for (var strip = part * perPart; strip < Math.Min((part + 1) * perPart, strips); strip++)
                        {
                            var at = strip * (perStrip / 4) + warp * 2;
                            ofWarp += SplitProductTests.Mixed(SplitProductTests.Mixed(0f, left[at], right[at]), left[at + 1], right[at + 1]);
                        }

                        ofPart = warp == 0 ? ofWarp : ofPart + ofWarp;
                    }

                    total = part == 0 ? ofPart : total + ofPart;
                }

                var exact = patch.Zip(gradient, (a, b) => (double)a * b).Sum();
                error += (total - exact) * (total - exact);
                norm += exact * exact;
            }
        }

        output.WriteLine($"{Math.Sqrt(error / norm):E2}");
        Assert.InRange(Math.Sqrt(error / norm), 1e-9, 1e-6);

        static float[] Windows(Func<int, double> value) => [.. Enumerable.Range(0, pooled * 4).Select(i => (float)value(i))];
    }

    /// <summary>A multiple of eight values, each sixteen filled up with zeros.</summary>
    private static Sixteen[] Split(float[] values, int atOnce = 16) =>
        [.. values.Chunk(atOnce).Select(each => new Sixteen([.. each, .. new float[16 - each.Length]]))];

    /// <summary>The first eight k of sixteen: half of them lie in either half.</summary>
    private static float[] Eight(float[] sixteen) => [.. sixteen[..4], .. sixteen[8..12]];

    private static float[] Big(Sixteen part) => [.. Eight(part.Big), .. new float[8]];

    private static float[] Halves(float[] first, float[] second) => [.. Eight(first), .. Eight(second)];
}
