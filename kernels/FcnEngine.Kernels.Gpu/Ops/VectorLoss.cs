using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// A fully connected layer to two classes a pixel for one image, with its loss, gradient and update, in one pass over its weight
// W [K, N]: softmax needs a pixel's own two columns only, so 32 columns are complete in themselves. A block reads W[K, 32] into
// registers (16 rows of four columns to a thread), makes the 32 logits, their loss and gradient, adds W dz to its part of the
// gradient for the hidden layer, and writes W - rate * h dz: each weight is read once and written once. K is at most 512, N a
// multiple of four. Blocks take column tiles by turns; what they leave is summed in a fixed order by a second, small kernel.

/// <summary>The weights of four rows in a thread's registers.</summary>
public struct FourRows
{
    public Float4 A, B, C, D;
}

/// <summary>The operands of a pass.</summary>
public readonly struct VectorLossData(ArrayView<float> hidden, ArrayView<byte> labels, ArrayView<float> partial, int rows, int columns, float scale)
{
    public readonly ArrayView<float> Hidden = hidden, Partial = partial;
    public readonly ArrayView<byte> Labels = labels;
    public readonly int Rows = rows, Columns = columns;

    /// <summary>What a pixel's loss counts for in the mean.</summary>
    public readonly float Scale = scale;
}

public static class VectorLoss
{
    public const int Threads = 256, MostRows = 512, TileColumns = 32;

    /// <summary>Floats that a block leaves: the hidden layer's gradient, the loss, and as much more as makes whole Float4.</summary>
    public const int Left = MostRows + 4;

    private const int Pieces = TileColumns / 4, Step = Threads / Pieces;

    public static bool Fits(int m, int k, int n, int classes) => m == 1 && classes == 2 && k <= MostRows && n % 4 == 0 && k * n >= 4096;

    /// <summary>Grid: any number of blocks.</summary>
    public static void Run(VectorLossData data, DescendWeight target)
    {
        var hidden = SharedMemory.Allocate<float>(MostRows);
        var sums = SharedMemory.Allocate<Float4>(Threads);
        var gradients = SharedMemory.Allocate<Float4>(Pieces);
        int thread = Group.IdxX, piece = thread & Pieces - 1, row = thread / Pieces, pieces = data.Columns >> 2;
        for (var k = thread; k < MostRows; k += Threads) hidden[k] = k < data.Rows ? data.Hidden[k] : 0f;
        Group.Barrier();
        var left = new FourRows();
        var loss = 0f;
        for (var at = Grid.IdxX * Pieces; at < pieces; at += Grid.DimX * Pieces)
        {
            var inside = at + piece < pieces;
            var open = target.Open & inside;
            int first = row * pieces + at + piece, stride = Step * pieces;
            FourRows w0 = Read(target, data, inside, row, first, stride), w1 = Read(target, data, inside, row + 4 * Step, first + 4 * stride, stride);
            FourRows w2 = Read(target, data, inside, row + 8 * Step, first + 8 * stride, stride), w3 = Read(target, data, inside, row + 12 * Step, first + 12 * stride, stride);
            var z = new Float4();
            Multiply(ref z, hidden, row, w0);
            Multiply(ref z, hidden, row + 4 * Step, w1);
            Multiply(ref z, hidden, row + 8 * Step, w2);
            Multiply(ref z, hidden, row + 12 * Step, w3);
            sums[thread] = z;
            Group.Barrier();
            if (thread < 8 * Pieces) sums[thread] = sums[thread].Plus(sums[thread + 8 * Pieces]).Plus(sums[thread + 16 * Pieces]).Plus(sums[thread + 24 * Pieces]);
            Group.Barrier();
            if (thread < Pieces) loss += Losses(sums, gradients, data, at, thread, inside);
            Group.Barrier();
            var g = gradients[piece];
            Advance(ref left.A, data, target, hidden, open, row, first, stride, w0, g);
            Advance(ref left.B, data, target, hidden, open, row + 4 * Step, first + 4 * stride, stride, w1, g);
            Advance(ref left.C, data, target, hidden, open, row + 8 * Step, first + 8 * stride, stride, w2, g);
            Advance(ref left.D, data, target, hidden, open, row + 12 * Step, first + 12 * stride, stride, w3, g);
        }

        var to = data.Partial.SubView(Grid.IdxX * Left, Left);
        Leave(to, sums, row, left.A);
        Leave(to, sums, row + 4 * Step, left.B);
        Leave(to, sums, row + 8 * Step, left.C);
        Leave(to, sums, row + 12 * Step, left.D);
        Group.Barrier();
        if (thread < Pieces) hidden[thread] = loss;
        Group.Barrier();
        if (thread == 0)
        {
            var total = 0f;
            for (var i = 0; i < Pieces; i++) total += hidden[i];
            to[MostRows] = total;
        }
    }

    private static FourRows Read(DescendWeight weight, VectorLossData data, bool inside, int row, int at, int stride)
    {
        var rows = new FourRows();
        if (inside & row < data.Rows) rows.A = weight.Read(at);
        if (inside & row + Step < data.Rows) rows.B = weight.Read(at + stride);
        if (inside & row + 2 * Step < data.Rows) rows.C = weight.Read(at + 2 * stride);
        if (inside & row + 3 * Step < data.Rows) rows.D = weight.Read(at + 3 * stride);
        return rows;
    }

    private static void Multiply(ref Float4 z, ArrayView<float> hidden, int row, FourRows w) =>
        z = z.Plus(hidden[row], w.A).Plus(hidden[row + Step], w.B).Plus(hidden[row + 2 * Step], w.C).Plus(hidden[row + 3 * Step], w.D);

    /// <summary>The last of the sums, and two pixels' losses; their gradients for all.</summary>
    private static float Losses(ArrayView<Float4> sums, ArrayView<Float4> gradients, VectorLossData data, int at, int piece, bool inside)
    {
        var z = sums[piece];
        for (var i = 1; i < 8; i++) z = z.Plus(sums[piece + i * Pieces]);
        gradients[piece] = new Float4();
        if (!inside) return 0f;
        var pixel = (at + piece) * 2;
        TwoLogits a = new(z.X, z.Y, data.Labels[pixel], data.Scale), b = new(z.Z, z.W, data.Labels[pixel + 1], data.Scale);
        gradients[piece] = new Float4(a.First, -a.First, b.First, -b.First);
        return a.Loss + b.Loss;
    }

    /// <summary>Adds the old weights times the gradient to the hidden layer's, and updates them.</summary>
    private static void Advance(
        ref Float4 left, VectorLossData data, DescendWeight target, ArrayView<float> hidden, bool open, int row, int at, int stride, FourRows w, Float4 g)
    {
        left = new Float4(left.X + Dot(w.A, g), left.Y + Dot(w.B, g), left.Z + Dot(w.C, g), left.W + Dot(w.D, g));
        if (!open) return;
        if (row < data.Rows) target.Replace(at, w.A, new Float4().Plus(hidden[row], g));
        if (row + Step < data.Rows) target.Replace(at + stride, w.B, new Float4().Plus(hidden[row + Step], g));
        if (row + 2 * Step < data.Rows) target.Replace(at + 2 * stride, w.C, new Float4().Plus(hidden[row + 2 * Step], g));
        if (row + 3 * Step < data.Rows) target.Replace(at + 3 * stride, w.D, new Float4().Plus(hidden[row + 3 * Step], g));
    }

    private static float Dot(Float4 a, Float4 b) => a.X * b.X + a.Y * b.Y + (a.Z * b.Z + a.W * b.W);

    /// <summary>The sums of four rows over the pieces of a tile.</summary>
    private static void Leave(ArrayView<float> to, ArrayView<Float4> sums, int row, Float4 left)
    {
        int thread = Group.IdxX;
        Group.Barrier();
        sums[thread] = left;
        Group.Barrier();
        if (thread >= Step) return;
        var sum = sums[thread * Pieces];
        for (var i = 1; i < Pieces; i++) sum = sum.Plus(sums[thread * Pieces + i]);
        var first = row - (thread / Pieces) + thread;
        to[first] = sum.X;
        to[first + Step] = sum.Y;
        to[first + 2 * Step] = sum.Z;
        to[first + 3 * Step] = sum.W;
    }
}

/// <summary>Sends the sums of a pass's columns to the hidden layer's gradient, and the last one to the loss.</summary>
public readonly struct HiddenGradientAndLoss(ArrayView<float> gradient, ArrayView<float> loss) : IGradientTarget
{
    private readonly ArrayView<float> _gradient = gradient, _loss = loss;

    public void Take(int index, float gradient)
    {
        if (index < _gradient.IntLength) _gradient[index] = gradient;
        if (index == VectorLoss.MostRows) _loss[0] = gradient;
    }

    public void TakeFour(int i, Float4 gradient)
    {
        Take(4 * i, gradient.X);
        Take(4 * i + 1, gradient.Y);
        Take(4 * i + 2, gradient.Z);
        Take(4 * i + 3, gradient.W);
    }
}

internal sealed partial class GpuKernels
{
    private Launch VectorLossDescent(DeviceTensor left, GradientTarget.Descend right, DeviceTensor labels, DeviceTensor meanLoss, DeviceTensor leftGradient)
    {
        int k = left.Shape[1], n = right.Weight.Shape[1];
        var blocks = Math.Min(Tiles(n, VectorLoss.TileColumns), 2 * device.Traits.Multiprocessors);
        var scratch = device.Scratch.Next();
        var sums = scratch.Intermediate([blocks * VectorLoss.Left]);
        var data = new VectorLossData(Floats(left), Bytes(labels), Floats(sums), k, n, 1f / labels.ElementCount);
        return Chain(
            "matmulmeansoftmaxcrossentropydescent forward vector", scratch,
            device.Cache.Bind(
                "matmulmeansoftmaxcrossentropydescent forward pass", VectorLoss.Run, new LaunchShape(blocks, 1, 1, VectorLoss.Threads), data, Descend(right)),
            SumColumns(
                "matmulmeansoftmaxcrossentropydescent forward sums", new MatrixTerms(Floats(sums), VectorLoss.Left),
                new HiddenGradientAndLoss(Floats(leftGradient), Floats(meanLoss)), new SumExtent(blocks, VectorLoss.MostRows + 1)));
    }
}
