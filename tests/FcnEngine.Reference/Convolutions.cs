using FcnEngine.Ops;

namespace FcnEngine.Reference;

/// <summary>Convolution from its definition, one product at a time, in float64.</summary>
/// <remarks>output[n,y,x,o] = sum over ky, kx, i of input[n, y*s - before + ky, x*s - before + kx, i] * weight[ky,kx,i,o]; outside the map the input is zero.</remarks>
public static class Convolutions
{
    public static double[] Forward(Conv2dGeometry geometry, double[] input, double[] weight)
    {
        var output = new double[geometry.OutputShape.ElementCount];
        ForEachProduct(geometry, (i, w, o) => output[o] += input[i] * weight[w]);
        return output;
    }

    /// <summary>Each product input * weight hands its output's gradient times the weight to the input.</summary>
    public static double[] InputGradient(Conv2dGeometry geometry, double[] outputGradient, double[] weight)
    {
        var gradient = new double[geometry.InputShape.ElementCount];
        ForEachProduct(geometry, (i, w, o) => gradient[i] += outputGradient[o] * weight[w]);
        return gradient;
    }

    /// <summary>Each product input * weight hands its output's gradient times the input to the weight.</summary>
    public static double[] WeightGradient(Conv2dGeometry geometry, double[] input, double[] outputGradient)
    {
        var gradient = new double[geometry.WeightShape.ElementCount];
        ForEachProduct(geometry, (i, w, o) => gradient[w] += outputGradient[o] * input[i]);
        return gradient;
    }

    /// <summary>Visits every product of the sum as (index in the input, index in the weight, index in the output).</summary>
    private static void ForEachProduct(Conv2dGeometry geometry, Action<int, int, int> visit)
    {
        var (rows, columns, inputs, outputs) = (geometry.Rows, geometry.Columns, geometry.InputChannels, geometry.OutputChannels);
        foreach (var (n, y, x) in Grid.Points(geometry.Batch, rows.Output, columns.Output))
        {
            foreach (var (ky, kx) in Grid.Points(rows.Window, columns.Window))
            {
                var (row, column) = (y * rows.Stride - rows.Before + ky, x * columns.Stride - columns.Before + kx);
                if (row < 0 || row >= rows.Input || column < 0 || column >= columns.Input) continue;
                var input = ((n * rows.Input + row) * columns.Input + column) * inputs;
                var weight = (ky * columns.Window + kx) * inputs * outputs;
                var output = ((n * rows.Output + y) * columns.Output + x) * outputs;
                for (var i = 0; i < inputs; i++)
                {
                    for (var o = 0; o < outputs; o++) visit(input + i, weight + i * outputs + o, output + o);
                }
            }
        }
    }
}
