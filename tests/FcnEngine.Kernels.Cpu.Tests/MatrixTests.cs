using FcnEngine.Execution;

namespace FcnEngine.Kernels.Cpu.Tests;

/// <summary>The three matrix products against plain loops in double precision, at every vector width.</summary>
public class MatrixTests
{
    public static TheoryData<VectorWidth, int, int, int> Cases
    {
        get
        {
            var data = new TheoryData<VectorWidth, int, int, int>();
            foreach (var width in TestDevice.Widths)
            {
                data.Add(width.Data, 1, 5000, 37); // one row, a long sum: the depth is cut into parts
                data.Add(width.Data, 1, 19, 9001);
                data.Add(width.Data, 3, 300, 200);
                data.Add(width.Data, 13, 257, 51);
                data.Add(width.Data, 40, 7, 2);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Products_match_plain_loops(VectorWidth width, int m, int k, int n)
    {
        using var device = new TestDevice(2, width);
        var (left, right, outputGradient) = (device.Random([m, k]), device.Random([k, n]), device.Random([m, n]));
        var (output, leftGradient, rightGradient) = (device.Output([m, n]), device.Output([m, k]), device.Output([k, n]));

        device.Kernels.MatMul(left, right, output).Run();
        device.Kernels.MatMulLeftGradient(outputGradient, right, leftGradient).Run();
        device.Kernels.MatMulRightGradient(left, outputGradient, new GradientTarget.Store(rightGradient)).Run();

        var (a, b, d) = (left.Doubles(), right.Doubles(), outputGradient.Doubles());
        Expect.Close(Product(m, k, n, (i, j) => a[i * k + j], (i, j) => b[i * n + j]), output);
        Expect.Close(Product(m, n, k, (i, j) => d[i * n + j], (i, j) => b[j * n + i]), leftGradient);
        Expect.Close(Product(k, m, n, (i, j) => a[j * k + i], (i, j) => d[i * n + j]), rightGradient);
    }

    private static double[] Product(int rows, int depth, int columns, Func<int, int, double> left, Func<int, int, double> right)
    {
        var product = new double[rows * columns];
        for (var i = 0; i < rows; i++)
            for (var k = 0; k < depth; k++)
                for (var j = 0; j < columns; j++)
                {
                    product[i * columns + j] += left(i, k) * right(k, j);
                }

        return product;
    }
}
