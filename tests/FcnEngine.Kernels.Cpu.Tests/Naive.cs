using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Tests;

/// <summary>Convolution and pooling as plain loops in double precision.</summary>
internal static class Naive
{
    public static double[] Conv2d(Conv2dGeometry g, double[] input, double[] weight)
    {
        var output = new double[g.OutputShape.ElementCount];
        ForEachProduct(g, (i, w, o) => output[o] += input[i] * weight[w]);
        return output;
    }

    public static double[] InputGradient(Conv2dGeometry g, double[] outputGradient, double[] weight)
    {
        var gradient = new double[g.InputShape.ElementCount];
        ForEachProduct(g, (i, w, o) => gradient[i] += outputGradient[o] * weight[w]);
        return gradient;
    }

    public static double[] WeightGradient(Conv2dGeometry g, double[] input, double[] outputGradient)
    {
        var gradient = new double[g.WeightShape.ElementCount];
        ForEachProduct(g, (i, w, o) => gradient[w] += input[i] * outputGradient[o]);
        return gradient;
    }

    /// <summary>The largest element of each window, and where the window first has it.</summary>
    public static (double[] Output, byte[] ArgMax) MaxPool(Pool2dGeometry g, double[] input)
    {
        var output = new double[g.OutputShape.ElementCount];
        var argMax = new byte[output.Length];
        Array.Fill(output, double.NegativeInfinity);
        ForEachPlace(g, (i, place, o) =>
        {
            if (input[i] <= output[o]) return;
            output[o] = input[i];
            argMax[o] = (byte)place;
        });
        return (output, argMax);
    }

    public static double[] MaxPoolGradient(Pool2dGeometry g, double[] outputGradient, byte[] argMax, double[]? pooled)
    {
        var gradient = new double[g.InputShape.ElementCount];
        ForEachPlace(g, (i, place, o) =>
        {
            if (argMax[o] == place && (pooled is null || pooled[o] > 0)) gradient[i] += outputGradient[o];
        });
        return gradient;
    }

    private static void ForEachPlace(Pool2dGeometry g, Action<long, int, long> visit)
    {
        for (var n = 0; n < g.Batch; n++)
            for (var oy = 0; oy < g.Rows.Output; oy++)
                for (var ox = 0; ox < g.Columns.Output; ox++)
                    for (var ky = 0; ky < g.Rows.Window; ky++)
                        for (var kx = 0; kx < g.Columns.Window; kx++)
                        {
                            var (y, x) = (oy * g.Rows.Stride - g.Rows.Before + ky, ox * g.Columns.Stride - g.Columns.Before + kx);
                            if (y < 0 || x < 0 || y >= g.Rows.Input || x >= g.Columns.Input) continue;
                            for (var c = 0; c < g.Channels; c++)
                            {
                                visit(
                                    (((long)n * g.Rows.Input + y) * g.Columns.Input + x) * g.Channels + c,
                                    ky * g.Columns.Window + kx,
                                    (((long)n * g.Rows.Output + oy) * g.Columns.Output + ox) * g.Channels + c);
                            }
                        }
    }

    private static void ForEachProduct(Conv2dGeometry g, Action<long, long, long> visit)
    {
        for (var n = 0; n < g.Batch; n++)
            for (var oy = 0; oy < g.Rows.Output; oy++)
                for (var ox = 0; ox < g.Columns.Output; ox++)
                    for (var ky = 0; ky < g.Rows.Window; ky++)
                        for (var kx = 0; kx < g.Columns.Window; kx++)
                        {
                            var (y, x) = (oy * g.Rows.Stride - g.Rows.Before + ky, ox * g.Columns.Stride - g.Columns.Before + kx);
                            if (y < 0 || x < 0 || y >= g.Rows.Input || x >= g.Columns.Input) continue;
                            for (var ci = 0; ci < g.InputChannels; ci++)
                                for (var co = 0; co < g.OutputChannels; co++)
                                {
                                    visit(
                                        (((long)n * g.Rows.Input + y) * g.Columns.Input + x) * g.InputChannels + ci,
                                        (((long)ky * g.Columns.Window + kx) * g.InputChannels + ci) * g.OutputChannels + co,
                                        (((long)n * g.Rows.Output + oy) * g.Columns.Output + ox) * g.OutputChannels + co);
                                }
                        }
    }
}
