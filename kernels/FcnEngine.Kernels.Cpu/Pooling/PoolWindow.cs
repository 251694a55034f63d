using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Pooling;

/// <summary>The part of one pooling window that lies on the map: rows [FirstRow, EndRow) and columns [FirstColumn, EndColumn) of the window at (Top, Left).</summary>
internal readonly struct PoolWindow
{
    public PoolWindow(Pool2dGeometry geometry, int y, int x)
    {
        Top = y * geometry.Rows.Stride - geometry.Rows.Before;
        Left = x * geometry.Columns.Stride - geometry.Columns.Before;
        FirstRow = Math.Max(0, -Top);
        FirstColumn = Math.Max(0, -Left);
        EndRow = Math.Min(geometry.Rows.Window, geometry.Rows.Input - Top);
        EndColumn = Math.Min(geometry.Columns.Window, geometry.Columns.Input - Left);
    }

    public int Top { get; }

    public int Left { get; }

    public int FirstRow { get; }

    public int FirstColumn { get; }

    public int EndRow { get; }

    public int EndColumn { get; }
}
