using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Kernels.Gpu.TensorCores;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>
/// The arithmetics of class F on sums as long as the lab's layers have, beyond what a simulated card can run: split by the kernels'
/// own functions, summed as they sum. mma is taken at its worst: four (tf32) or eight (bfloat16) products at a time, each cut off a bit
/// beyond the last place of the largest, the sum cut off again.
/// </summary>
public sealed class SplitProductTests(ITestOutputHelper output)
{
    private const int Rows = 24, Columns = 24;

    public static TheoryData<string, int> Sums
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var name in Factors.Keys)
                foreach (var depth in new[] { 900, 2500, 8192 }) data.Add(name, depth);
            return data;
        }
    }

    /// <summary>What a left and a right factor are filled with.</summary>
    private static Dictionary<string, (Func<Random, double> Left, Func<Random, double> Right)> Factors { get; } = new()
    {
        ["normal by weights"] = (Normal, random => 0.02 * Normal(random)),
        ["rectified by weights"] = (random => Math.Max(0, Normal(random)), random => 0.02 * Normal(random)),
        ["rectified with a mean by gradients"] = (random => 1 + Math.Max(0, Normal(random)), Gradient),
        ["positive by positive"] = (random => 1 + random.NextDouble(), random => 0.5 + random.NextDouble()),
        ["gradients by weights"] = (Gradient, random => 0.02 * Normal(random)),
        ["whole numbers by gradients"] = (random => random.Next(256), Gradient),
    };

    [Theory]
    [MemberData(nameof(Sums))]
    public void One_tf32_and_two_bfloat16_products_are_as_exact_as_float(string name, int depth) =>
        Assert.InRange(RelativeError(name, depth, Mixed), 1e-9, 1e-6);

    [Theory]
    [MemberData(nameof(Sums))]
    public void Three_tf32_products_are_as_exact_as_float(string name, int depth) => Assert.InRange(RelativeError(name, depth, Three), 1e-9, 1e-6);

    [Fact]
    public void Without_the_small_parts_they_are_not() => Assert.InRange(RelativeError("normal by weights", 900, Big), 1e-4, 5e-4);

    private double RelativeError(string name, int depth, Func<float, Sixteen, Sixteen, float> sixteen)
    {
        var random = new Random(7);
        var (ofLeft, ofRight) = Factors[name];
        var left = Enumerable.Range(0, Rows).Select(_ => Fill(ofLeft)).ToArray();
        var right = Enumerable.Range(0, Columns).Select(_ => Fill(ofRight)).ToArray();
        double error = 0, norm = 0;
        foreach (var (values, parts) in left)
            foreach (var (others, otherParts) in right)
            {
                var total = 0f;
                for (var stage = 0; stage < parts.Length; stage += 2)
                    total += sixteen(sixteen(0f, parts[stage], otherParts[stage]), parts[stage + 1], otherParts[stage + 1]);
                var exact = values.Zip(others, (a, b) => (double)a * b).Sum();
                error += (total - exact) * (total - exact);
                norm += exact * exact;
            }

        output.WriteLine($"{Math.Sqrt(error / norm):E2}");
        return Math.Sqrt(error / norm);

        (float[] Values, Sixteen[] Parts) Fill(Func<Random, double> value)
        {
            // Stages are filled up with zeros.
            var values = new float[(depth + 31) / 32 * 32];
            for (var k = 0; k < depth; k++) values[k] = (float)value(random);
            return (values, [.. values.Chunk(16).Select(each => new Sixteen(each))]);
        }
    }

    /// <summary>Sixteen k of a row or a column, split as a lane splits them.</summary>
    internal sealed class Sixteen
    {
        public float[] Big { get; } = new float[16];

        public float[] Small { get; } = new float[16];

        public float[] Rounded { get; } = new float[16];

        public float[] SmallRounded { get; } = new float[16];

        public Sixteen(float[] values)
        {
            for (var k = 0; k < 16; k += 4)
            {
                var v = new Float4(values[k], values[k + 1], values[k + 2], values[k + 3]);
                var big = Tf32.Big(v);
                var small = Tf32.Rest(v, big);
                // A lane's first two k go into one mma in tf32, the other two into the next.
                Put(Big, k, big, Tensor);
                Put(Small, k, small, Tensor);
                Put(Rounded, k, v, Short);
                Put(SmallRounded, k, small, Short);
            }
        }

        private static void Put(float[] to, int k, Float4 v, Func<float, float> seen) =>
            (to[k / 2], to[k / 2 + 1], to[k / 2 + 8], to[k / 2 + 9]) = (seen(v.X), seen(v.Y), seen(v.Z), seen(v.W));

        /// <summary>What mma sees of a float in tf32.</summary>
        private static float Tensor(float x) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(x) & 0xFFFFE000);

        private static float Short(float x) => BitConverter.UInt32BitsToSingle(Ptx.PackBf16(x, 0f) << 16);
    }

    internal static float Mixed(float sum, Sixteen a, Sixteen b) =>
        Mma(Mma(Mma(sum, a.SmallRounded, b.Rounded, 8), a.Rounded, b.SmallRounded, 8), a.Big, b.Big, 4);

    private static float Three(float sum, Sixteen a, Sixteen b) => Mma(Mma(Mma(sum, a.Small, b.Big, 4), a.Big, b.Small, 4), a.Big, b.Big, 4);

    private static float Big(float sum, Sixteen a, Sixteen b) => Mma(sum, a.Big, b.Big, 4);

    internal static float Mma(float sum, float[] a, float[] b, int atOnce)
    {
        for (var first = 0; first < 16; first += atOnce)
        {
            double largest = Math.Abs(sum);
            for (var k = first; k < first + atOnce; k++) largest = Math.Max(largest, Math.Abs((double)a[k] * b[k]));
            if (largest == 0) continue;
            var place = Math.ScaleB(1, Math.ILogB(largest) - 24);
            var all = Math.Truncate(sum / place);
            for (var k = first; k < first + atOnce; k++) all += Math.Truncate((double)a[k] * b[k] / place);
            sum = Cut(all * place);
        }

        return sum;
    }

    private static float Cut(double sum)
    {
        var rounded = (float)sum;
        return Math.Abs((double)rounded) > Math.Abs(sum) ? MathF.CopySign(MathF.BitDecrement(Math.Abs(rounded)), rounded) : rounded;
    }

    internal static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Of a mean loss: 1e-8 to 1e-5, of either sign.</summary>
    internal static double Gradient(Random random) => Math.Pow(10, -8 + 3 * random.NextDouble()) * (random.Next(2) == 0 ? -1 : 1);
}
