using FcnEngine.Execution;

namespace FcnEngine.Kernels.Cpu.Tests;

internal static class Expect
{
    public static double[] Doubles(this DeviceTensor tensor) => Array.ConvertAll(tensor.ToArray<float>(), value => (double)value);

    /// <summary>|actual - expected| / |expected|, both as Euclidean norms, is at most the limit.</summary>
    public static void Close(double[] expected, DeviceTensor actual, double limit = 1e-6)
    {
        var values = actual.Doubles();
        Assert.Equal(expected.Length, values.Length);
        double difference = 0, size = 0;
        for (var i = 0; i < values.Length; i++)
        {
            difference += (values[i] - expected[i]) * (values[i] - expected[i]);
            size += expected[i] * expected[i];
        }

        var error = Math.Sqrt(difference) / Math.Max(Math.Sqrt(size), 1e-30);
        Assert.True(error <= limit, $"relative error {error:E2} exceeds {limit:E1}");
    }
}
