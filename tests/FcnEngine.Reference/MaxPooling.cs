using FcnEngine.Ops;

namespace FcnEngine.Reference;

/// <summary>Max-pooling in float64: padding is minus infinity, the gradient goes to the first maximum in row-major order.</summary>
public static class MaxPooling
{
    /// <summary>The maxima and, for each, its position row * window + column in the whole window, padding counted.</summary>
    public static (double[] Output, double[] ArgMax) Forward(Pool2dGeometry geometry, double[] input)
    {
        var (rows, columns) = (geometry.Rows, geometry.Columns);
        var output = new double[geometry.OutputShape.ElementCount];
        var argMax = new double[output.Length];
        Array.Fill(output, double.NegativeInfinity);
        foreach (var (n, y, x) in Grid.Points(geometry.Batch, rows.Output, columns.Output))
        {
            foreach (var (ky, kx) in Grid.Points(rows.Window, columns.Window))
            {
                for (var c = 0; c < geometry.Channels; c++)
                {
                    var result = ((n * rows.Output + y) * columns.Output + x) * geometry.Channels + c;
                    if (Source(geometry, n, y, x, ky, kx, c) is not { } source || !(input[source] > output[result])) continue;
                    output[result] = input[source];
                    argMax[result] = ky * columns.Window + kx;
                }
            }
        }

        return (output, argMax);
    }

    /// <param name="pooled">Where given, gradient passes only where it is above zero (a ReLU before the pooling).</param>
    public static double[] Gradient(Pool2dGeometry geometry, double[] outputGradient, double[] argMax, double[]? pooled)
    {
        var (rows, columns) = (geometry.Rows, geometry.Columns);
        var gradient = new double[geometry.InputShape.ElementCount];
        foreach (var (n, y, x) in Grid.Points(geometry.Batch, rows.Output, columns.Output))
        {
            for (var c = 0; c < geometry.Channels; c++)
            {
                var result = ((n * rows.Output + y) * columns.Output + x) * geometry.Channels + c;
                if (pooled is not null && !(pooled[result] > 0)) continue;
                var position = (int)argMax[result];
                if (Source(geometry, n, y, x, position / columns.Window, position % columns.Window, c) is not { } source)
                    throw new ArgumentException($"window position {position} of output ({n}, {y}, {x}, {c}) lies in the padding");
                gradient[source] += outputGradient[result];
            }
        }

        return gradient;
    }

    /// <summary>The input element at a window position, or null where that is padding.</summary>
    private static int? Source(Pool2dGeometry geometry, int n, int y, int x, int ky, int kx, int c)
    {
        var (rows, columns) = (geometry.Rows, geometry.Columns);
        var (row, column) = (y * rows.Stride - rows.Before + ky, x * columns.Stride - columns.Before + kx);
        return row < 0 || row >= rows.Input || column < 0 || column >= columns.Input
            ? null
            : ((n * rows.Input + row) * columns.Input + column) * geometry.Channels + c;
    }
}
