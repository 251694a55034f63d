using ILGPU;

namespace FcnEngine.Kernels.Gpu.Products;

// Any product in plain float arithmetic (FFMA): for OpenCL, for cards without tensor cores, and for shapes that the
// tensor-core kernels do not take. result[Rows, Columns] = left[Rows, Depth] right[Depth, Columns].
// A block of 64 threads owns 64x64 of the result and walks the depth 16 at a time through shared memory; a thread owns
// 8x8 as four 4x4 tiles in registers. What lies outside a matrix is read as 0. Grid.X, Grid.Y: tiles of columns and rows.
// Grid.Z: batch * parts + part; a part is a range of stages, reduced in a fixed order by the tile's last block (Splitting).
// Every element of the result is written once, through the product's own rule.

public static class PlainProduct
{
    public const int TileRows = 64, TileColumns = 64, StageDepth = 16, Threads = 64;

    /// <summary>Float4 from one k to the next of a shared tile: one of padding.</summary>
    private const int Pitch = TileRows / 4 + 1;

    /// <summary>What a thread owns: 8x8 of the result, and its place in the block's shared tiles.</summary>
    private struct OuterProducts : IStep
    {
        public Tile4x4 TopLeft, TopRight, BottomLeft, BottomRight;
        public ArrayView<Float4> Left, Right;

        public void Run(int k)
        {
            Float4 a0 = Left[k * Pitch], a1 = Left[k * Pitch + 1], b0 = Right[k * Pitch], b1 = Right[k * Pitch + 8];
            TopLeft.AddOuter(a0, b0);
            TopRight.AddOuter(a0, b1);
            BottomLeft.AddOuter(a1, b0);
            BottomRight.AddOuter(a1, b1);
        }
    }

    /// <summary>Reads one element of each factor into the shared tiles: one of a stage's sixteen passes.</summary>
    private struct Fill<TProduct> : IStep
        where TProduct : struct, IProduct
    {
        public TProduct Product;
        public ArrayView<float> Left, Right;
        public int FirstRow, FirstColumn, FirstK, EndK, FirstPass;

        public void Run(int i)
        {
            var pass = FirstPass + i;
            int thread = Group.IdxX, far = (thread >> 4) + pass * 4, near = thread & 15;
            int row = TProduct.LeftAlongDepth ? far : thread, k = TProduct.LeftAlongDepth ? near : pass;
            Left[k * 4 * Pitch + row] =
                FirstRow + row < Product.Rows & FirstK + k < EndK ? Product.Left(FirstRow + row, FirstK + k) : 0f;
            var column = TProduct.RightAlongDepth ? far : thread;
            k = TProduct.RightAlongDepth ? near : pass;
            Right[k * 4 * Pitch + column] =
                FirstColumn + column < Product.Columns & FirstK + k < EndK ? Product.Right(FirstK + k, FirstColumn + column) : 0f;
        }
    }

    public static void Run<TProduct, TSplit>(TProduct product, TSplit split)
        where TProduct : struct, IProduct
        where TSplit : struct, ISplit
    {
        var left = SharedMemory.Allocate<Float4>(StageDepth * Pitch);
        var right = SharedMemory.Allocate<Float4>(StageDepth * Pitch);
        var tile = SharedMemory.Allocate<Float4>(TileRows * TileColumns / 4);
        var batch = Grid.IdxZ / split.Parts;
        var part = Grid.IdxZ - batch * split.Parts;
        var thread = Group.IdxX;
        product.Enter(batch);

        int first = part * split.StagesPerPart * StageDepth, end = IntrinsicMath.Min(first + split.StagesPerPart * StageDepth, product.Depth);
        var fill = new Fill<TProduct>
        {
            Product = product,
            Left = left.Cast<float>(),
            Right = right.Cast<float>(),
            FirstRow = Grid.IdxY * TileRows,
            FirstColumn = Grid.IdxX * TileColumns,
            EndK = end,
        };
        var sum = new OuterProducts { Left = left.SubView((thread >> 3) * 2), Right = right.SubView(thread & 7) };
        for (var k = first; k < end; k += StageDepth)
        {
            fill.FirstK = k;
            for (fill.FirstPass = 0; fill.FirstPass < StageDepth; fill.FirstPass += 4) Unroll.Four(ref fill);
            Group.Barrier();
            Unroll.Sixteen(ref sum);
            Group.Barrier();
        }

        int row = (thread >> 3) * 8, column = thread & 7;
        Put(tile, row, column, sum.TopLeft);
        Put(tile, row, column + 8, sum.TopRight);
        Put(tile, row + 4, column, sum.BottomLeft);
        Put(tile, row + 4, column + 8, sum.BottomRight);
        Group.Barrier();

        if (!split.Gather(tile, TileRows * TileColumns / 4, part, split.Parts)) return;
        var values = tile.Cast<float>();
        for (var i = thread; i < TileRows * TileColumns; i += Threads)
        {
            int r = fill.FirstRow + (i >> 6), c = fill.FirstColumn + (i & 63);
            if (r < product.Rows & c < product.Columns) product.Write(r, c, values[i]);
        }
    }

    private static void Put(ArrayView<Float4> tile, int row, int column, Tile4x4 part)
    {
        const int across = TileColumns / 4;
        tile[row * across + column] = part.Row0;
        tile[(row + 1) * across + column] = part.Row1;
        tile[(row + 2) * across + column] = part.Row2;
        tile[(row + 3) * across + column] = part.Row3;
    }
}
