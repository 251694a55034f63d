namespace FcnEngine.Reference;

/// <summary>Matrix products in float64; M, K and N are the extents of [M, K] * [K, N].</summary>
public static class MatrixProducts
{
    /// <summary>output[m,n] = sum over k of left[m,k] * right[k,n].</summary>
    public static double[] Forward(int m, int k, int n, double[] left, double[] right)
    {
        var output = new double[m * n];
        ForEachProduct(m, k, n, (l, r, o) => output[o] += left[l] * right[r]);
        return output;
    }

    /// <summary>leftGradient[m,k] = sum over n of outputGradient[m,n] * right[k,n].</summary>
    public static double[] LeftGradient(int m, int k, int n, double[] outputGradient, double[] right)
    {
        var gradient = new double[m * k];
        ForEachProduct(m, k, n, (l, r, o) => gradient[l] += outputGradient[o] * right[r]);
        return gradient;
    }

    /// <summary>rightGradient[k,n] = sum over m of left[m,k] * outputGradient[m,n].</summary>
    public static double[] RightGradient(int m, int k, int n, double[] left, double[] outputGradient)
    {
        var gradient = new double[k * n];
        ForEachProduct(m, k, n, (l, r, o) => gradient[r] += outputGradient[o] * left[l]);
        return gradient;
    }

    private static void ForEachProduct(int rows, int inner, int columns, Action<int, int, int> visit)
    {
        foreach (var (m, k, n) in Grid.Points(rows, inner, columns)) visit(m * inner + k, k * columns + n, m * columns + n);
    }
}
