using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>Which weights [ky, kx, in, out] the taps of a gradient's window use, in units of the out channels.</summary>
/// <param name="First">Tap (0, 0), in channel 0: one number in shared memory, so that no register holds it.</param>
/// <param name="Down">From a tap to the one below, backwards.</param>
/// <param name="Across">From a tap to the one beside it, backwards.</param>
public readonly record struct TurnedTaps(ArrayView<int> First, int Down, int Across, int InChannels)
{
    public int RowAt(int y, int x) => First[0] - Down * y - Across * x;
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

    public TransposedWeights(
        ArrayView<Float4> tile, ArrayView<float> weights, WindowShape window, TurnedTaps turned, int firstColumn, int warpColumn)
    {
        int thread = Group.IdxX, lane = thread & 31;
        _tile = tile;
        _weights = weights;
        _window = window;
        _turned = turned;
        _row = thread >> 3;
        _column = firstColumn + _row;
        _writeAt = DepthwiseTile.Place(_row, thread & 7);
        var first = warpColumn * BlockOf<TTile>.WarpColumns;
        _readAt = DepthwiseTile.Place(first + (lane >> 2) * 4, lane & 3);
        _fifthReadAt = DepthwiseTile.Place(first + 32 + (lane >> 2), lane & 3);
    }

    public readonly void Copy(int stage, int buffer, Tap tap)
    {
        var row = _turned.RowAt(tap.Y, tap.X);
        CopyPiece(buffer, 0, row, tap);
        CopyPiece(buffer, 1, row, tap);
        CopyPiece(buffer, 2, row, tap);
        CopyPiece(buffer, 3, row, tap);
        CopyPiece(buffer, 4, row, tap);
        CopyPiece(buffer, 5, row, tap);
        CopyPiece(buffer, 6, row, tap);
        CopyPiece(buffer, 7, row, tap);
    }

    private readonly void CopyPiece(int buffer, int pass, int row, Tap tap)
    {
        if (pass * RowsPerPass >= BlockOf<TTile>.Columns) return; // decided at compile time
        // Where passes do not divide the columns.
        if ((pass + 1) * RowsPerPass > BlockOf<TTile>.Columns && _row + pass * RowsPerPass >= BlockOf<TTile>.Columns) return;
        var column = _column + pass * RowsPerPass;
        var inside = column < _turned.InChannels & tap.Y < _window.TapsDown;
        // Passes are a multiple of eight lines apart, which changes nothing but the line.
        ref var to = ref _tile.SubView(buffer * BufferSize + _writeAt)[pass * RowsPerPass * DepthwiseTile.Pieces];
        Ptx.CopyAsync16(ref to.X, ref _weights[inside ? (row + column) * _window.Channels + tap.Channel : 0], inside ? 16 : 0);
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
