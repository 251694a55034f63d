using FcnEngine.Ops;

namespace FcnEngine.Reference;

/// <summary>Transposed convolution from its own formula, in float64.</summary>
/// <remarks>
/// output[n,y,x,o] = sum over i, j, c of input[n,i,j,c] * weight[y + before - s*i, x + before - s*j, o, c], weight zero outside its window.
/// The geometry is that of the convolution it transposes: the small map is its output, the large one its input.
/// </remarks>
public static class TransposedConvolutions
{
    public static double[] Forward(Conv2dGeometry geometry, double[] input, double[] weight)
    {
        var output = new double[geometry.InputShape.ElementCount];
        ForEachProduct(geometry, (i, w, o) => output[o] += input[i] * weight[w]);
        return output;
    }

    public static double[] InputGradient(Conv2dGeometry geometry, double[] outputGradient, double[] weight)
    {
        var gradient = new double[geometry.OutputShape.ElementCount];
        ForEachProduct(geometry, (i, w, o) => gradient[i] += outputGradient[o] * weight[w]);
        return gradient;
    }

    public static double[] WeightGradient(Conv2dGeometry geometry, double[] input, double[] outputGradient)
    {
        var gradient = new double[geometry.WeightShape.ElementCount];
        ForEachProduct(geometry, (i, w, o) => gradient[w] += outputGradient[o] * input[i]);
        return gradient;
    }

    /// <summary>Visits every product of the sum as (index in the small input, index in the weight, index in the large output).</summary>
    private static void ForEachProduct(Conv2dGeometry geometry, Action<int, int, int> visit)
    {
        var (rows, columns, wide, narrow) = (geometry.Rows, geometry.Columns, geometry.InputChannels, geometry.OutputChannels);
        foreach (var (n, y, x) in Grid.Points(geometry.Batch, rows.Input, columns.Input))
        {
            foreach (var (i, j) in Grid.Points(rows.Output, columns.Output))
            {
                var (ky, kx) = (y + rows.Before - rows.Stride * i, x + columns.Before - columns.Stride * j);
                if (ky < 0 || ky >= rows.Window || kx < 0 || kx >= columns.Window) continue;
                var input = ((n * rows.Output + i) * columns.Output + j) * narrow;
                var weight = (ky * columns.Window + kx) * wide * narrow;
                var output = ((n * rows.Input + y) * columns.Input + x) * wide;
                for (var o = 0; o < wide; o++)
                {
                    for (var c = 0; c < narrow; c++) visit(input + c, weight + o * narrow + c, output + o);
                }
            }
        }
    }
}
