using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Ops;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// Matrix products of row-major matrices, and their gradients: out[M, N] = left[M, K] right[K, N];
// dleft[M, K] = dout[M, N] right^T; dright[K, N] = left^T dout, stored or taken off the weight. Results are overwritten whole.

public struct MatMulForward(ArrayView<float> left, ArrayView<float> right, ArrayView<float> output, int rows, int depth, int columns) : IProduct
{
    private readonly ArrayView<float> _left = left, _right = right, _output = output;

    public static bool LeftAlongDepth => true;

    public static bool RightAlongDepth => false;

    public readonly int Rows { get; } = rows;

    public readonly int Columns { get; } = columns;

    public readonly int Depth { get; } = depth;

    public readonly void Enter(int batch)
    {
    }

    public readonly float Left(int row, int k) => _left[row * Depth + k];

    public readonly float Right(int k, int column) => _right[k * Columns + column];

    public readonly void Write(int row, int column, float value) => _output[row * Columns + column] = value;
}

/// <summary>The second factor is stored transposed: [columns, depth].</summary>
public struct MatMulLeftGradient(ArrayView<float> left, ArrayView<float> right, ArrayView<float> output, int rows, int depth, int columns) : IProduct
{
    private readonly ArrayView<float> _left = left, _right = right, _output = output;

    public static bool LeftAlongDepth => true;

    public static bool RightAlongDepth => true;

    public readonly int Rows { get; } = rows;

    public readonly int Columns { get; } = columns;

    public readonly int Depth { get; } = depth;

    public readonly void Enter(int batch)
    {
    }

    public readonly float Left(int row, int k) => _left[row * Depth + k];

    public readonly float Right(int k, int column) => _right[column * Depth + k];

    public readonly void Write(int row, int column, float value) => _output[row * Columns + column] = value;
}

/// <summary>The first factor is stored transposed: [depth, rows].</summary>
public struct MatMulRightGradient<TTarget>(ArrayView<float> left, ArrayView<float> right, TTarget target, int rows, int depth, int columns) : IProduct
    where TTarget : struct, IGradientTarget
{
    private readonly ArrayView<float> _left = left, _right = right;
    private readonly TTarget _target = target;

    public static bool LeftAlongDepth => false;

    public static bool RightAlongDepth => false;

    public readonly int Rows { get; } = rows;

    public readonly int Columns { get; } = columns;

    public readonly int Depth { get; } = depth;

    public readonly void Enter(int batch)
    {
    }

    public readonly float Left(int row, int k) => _left[k * Rows + row];

    public readonly float Right(int k, int column) => _right[k * Columns + column];

    public readonly void Write(int row, int column, float value) => _target.Take(row * Columns + column, value);
}

internal sealed partial class GpuKernels
{
    public Launch MatMul(DeviceTensor left, DeviceTensor right, DeviceTensor output)
    {
        int m = left.Shape[0], k = left.Shape[1], n = right.Shape[1];
        if (VectorProduct.Fits(m, k, n)) return VectorMatrix(left, right, output);
        if (_tensor.Fits(AsConvolution(m, k, n))) return Forward("matmul forward", AsConvolution(m, k, n), left, right, new AsIs(), output);
        return BindProduct("matmul forward plain", new MatMulForward(Floats(left), Floats(right), Floats(output), m, k, n), m, n, k);
    }

    public Launch MatMulLeftGradient(DeviceTensor outputGradient, DeviceTensor right, DeviceTensor leftGradient)
    {
        int m = outputGradient.Shape[0], n = outputGradient.Shape[1], k = right.Shape[0];
        if (_tensor.Fits(AsConvolution(m, k, n)))
            return InputGradient("matmul input_gradient", AsConvolution(m, k, n), outputGradient, right, leftGradient);
        var product = new MatMulLeftGradient(Floats(outputGradient), Floats(right), Floats(leftGradient), m, n, k);
        return BindProduct("matmul input_gradient plain", product, m, k, n);
    }

    public Launch MatMulRightGradient(DeviceTensor left, DeviceTensor outputGradient, GradientTarget rightGradient)
    {
        int m = left.Shape[0], k = left.Shape[1], n = outputGradient.Shape[1];
        if (m == 1 && n % 4 == 0)
        {
            return rightGradient switch
            {
                GradientTarget.Store store => OuterProduct("matmul weight_gradient vector", left, outputGradient, new StoreGradient(Floats(store.Gradient))),
                GradientTarget.Descend descend => OuterProduct("matmul weight_gradient vector descend", left, outputGradient, Descend(descend)),
                _ => throw new ArgumentException($"no kernel for {rightGradient}"),
            };
        }

        if (_tensor.Fits(AsConvolution(m, k, n)))
            return WeightGradient("matmul weight_gradient", AsConvolution(m, k, n), left, outputGradient, rightGradient);
        return rightGradient switch
        {
            GradientTarget.Store store => RightGradient("matmul weight_gradient plain", left, outputGradient, new StoreGradient(Floats(store.Gradient))),
            GradientTarget.Descend descend => RightGradient("matmul weight_gradient descend plain", left, outputGradient, Descend(descend)),
            _ => throw new ArgumentException($"no kernel for {rightGradient}"),
        };
    }

    private Launch RightGradient<TTarget>(string name, DeviceTensor left, DeviceTensor outputGradient, TTarget target)
        where TTarget : struct, IGradientTarget
    {
        int m = left.Shape[0], k = left.Shape[1], n = outputGradient.Shape[1];
        return BindProduct(name, new MatMulRightGradient<TTarget>(Floats(left), Floats(outputGradient), target, k, m, n), k, n, m);
    }

    /// <summary>The 1x1 convolution over m images of one pixel that is the product [m, k] [k, n].</summary>
    private static ConvShape AsConvolution(int m, int k, int n) => new(Conv2dGeometry.Create([m, 1, 1, k], [1, 1, k, n], 1, Padding.Valid));
}
