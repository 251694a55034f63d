using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>Which weights [ky, kx, in, out] the taps of a gradient's window use: rows ky = FirstY - StepY * y, and likewise columns.</summary>
public readonly record struct TurnedTaps(int FirstY, int StepY, int FirstX, int StepX, int KernelWidth, int InChannels)
{
    /// <summary>The offset of in channel 0, out channel 0 under a tap, in units of the out channels.</summary>
    public int RowAt(int y, int x) => ((FirstY - StepY * y) * KernelWidth + FirstX - StepX * x) * InChannels;
}

/// <summary>
/// Right factor of an input gradient: [Columns, 32] a stage, the columns being the convolution's input channels and the depth
/// the gradient's taps and output channels (a multiple of four), read from the weights as they are stored.
/// </summary>
public struct TransposedWeights<TTile> : IRightOperand
    where TTile : struct, IBlockTile
{
    /// <summary>Float4 of shared memory for two buffers.</summary>
    public static int Size => 2 * BufferSize;

    private static int BufferSize => BlockOf<TTile>.Columns * DepthwiseTile.Pieces;

    private static int RowsPerPass => BlockOf<TTile>.Threads / DepthwiseTile.Pieces;

    private readonly ArrayView<Float4> _tile;
    private readonly ArrayView<float> _weights;
    private readonly WindowShape _window;
    private readonly TurnedTaps _turned;
    private readonly int _row, _writeAt, _readAt, _fifthReadAt, _column;
    private Tap _tap; // of the pieces that this thread copies next

    public TransposedWeights(
        ArrayView<Float4> tile, ArrayView<float> weights, WindowShape window, TurnedTaps turned, int firstStage, int firstColumn, int warpColumn)
    {
        int thread = Group.IdxX, lane = thread & 31;
        _tile = tile;
        _weights = weights;
        _window = window;
        _turned = turned;
        _tap = new Tap(firstStage * MainLoop.StageDepth + (thread & 7) * 4, window);
        _row = thread >> 3;
        _column = firstColumn + _row;
        _writeAt = DepthwiseTile.PlaceByBoth(_row, thread & 7);
        var first = warpColumn * BlockOf<TTile>.WarpColumns;
        _readAt = DepthwiseTile.PlaceByBoth(first + (lane >> 2) * 4, lane & 3);
        _fifthReadAt = DepthwiseTile.PlaceByBoth(first + 32 + (lane >> 2), lane & 3);
    }

    public void Copy(int stage, int buffer)
    {
        var row = _turned.RowAt(_tap.Y, _tap.X);
        CopyPiece(buffer, 0, row);
        CopyPiece(buffer, 1, row);
        CopyPiece(buffer, 2, row);
        CopyPiece(buffer, 3, row);
        CopyPiece(buffer, 4, row);
        CopyPiece(buffer, 5, row);
        CopyPiece(buffer, 6, row);
        CopyPiece(buffer, 7, row);
        _tap.Add(MainLoop.StageDepth, _window);
    }

    private readonly void CopyPiece(int buffer, int pass, int row)
    {
        if (pass * RowsPerPass >= BlockOf<TTile>.Columns) return; // decided at compile time
        var column = _column + pass * RowsPerPass;
        var inside = column < _turned.InChannels & _tap.Y < _window.TapsDown;
        // Passes are a multiple of eight lines apart, which changes nothing but the line.
        ref var to = ref _tile.SubView(buffer * BufferSize + _writeAt)[pass * RowsPerPass * DepthwiseTile.Pieces];
        Ptx.CopyAsync16(ref to.X, ref _weights[inside ? (row + column) * _window.Channels + _tap.Channel : 0], inside ? 16 : 0);
    }

    public readonly RightFragment Load(int stage, int buffer, int half)
    {
        // Neighbouring lines lie crosswise to one another.
        var even = _tile.SubView(buffer * BufferSize + (_readAt ^ half * 4));
        var odd = _tile.SubView(buffer * BufferSize + (_readAt ^ 4 ^ half * 4));
        const int pitch = DepthwiseTile.Pieces;
        var right = new RightFragment { Main = new Fragment { V0 = even[0], V1 = odd[pitch], V2 = even[2 * pitch], V3 = odd[3 * pitch] }.Transposed() };
        if (TTile.Wide) right.Fifth = _tile[buffer * BufferSize + (_fifthReadAt ^ half * 4)]; // decided at compile time
        return right;
    }
}
