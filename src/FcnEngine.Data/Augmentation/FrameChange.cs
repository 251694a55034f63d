using FcnEngine.Data.Randomness;

namespace FcnEngine.Data.Augmentation;

/// <summary>
/// How one frame is changed in one epoch: where each pixel of the result comes from, and what happens to its value. Coordinates
/// are relative to the frame's centre: source row = RowByRow * row + RowByColumn * column + RowShift, and so for the column.
/// </summary>
public readonly record struct FrameChange(
    double RowByRow, double RowByColumn, double RowShift, double ColumnByRow, double ColumnByColumn, double ColumnShift, double Gain, double Offset)
{
    private const double LargestAngle = Math.PI / 12, LargestShift = 1.0 / 16, LargestScaling = 0.1, LargestGain = 0.2, LargestOffset = 0.05;
    private const int EpochShift = 28;

    public static FrameChange Nothing { get; } = new(1, 0, 0, 0, 1, 0, 1, 0);

    public bool MovesNothing => this with { Gain = 1, Offset = 0 } == Nothing;

    /// <summary>
    /// The change of one frame in one epoch: a function of these numbers alone, so that a resumed run goes on bit for bit. A kind
    /// draws the same numbers whatever kinds are beside it.
    /// </summary>
    /// <param name="index">The frame's place in its set.</param>
    public static FrameChange Draw(Augmentations set, FrameSize size, ulong seed, int epoch, int index)
    {
        var random = new RandomStream(seed, StreamPurpose.Augmentation, (long)epoch << EpochShift | (uint)index);
        double down = Sign(random), across = Sign(random);
        var turns = random.Below(4);
        var transposed = random.Below(2) == 1;
        var angle = random.Uniform(-LargestAngle, LargestAngle);
        double rows = random.Uniform(-LargestShift, LargestShift) * size.Height, columns = random.Uniform(-LargestShift, LargestShift) * size.Width;
        var scaling = random.Uniform(1 - LargestScaling, 1 + LargestScaling);
        double gain = random.Uniform(1 - LargestGain, 1 + LargestGain), offset = random.Uniform(-LargestOffset, LargestOffset);

        var change = Nothing;
        if (set.HasFlag(Augmentations.Flip))
            change = change.After(new(down, 0, 0, 0, across, 0, 1, 0));
        if (set.HasFlag(Augmentations.Transpose) && transposed)
            change = change.After(new(0, 1, 0, 1, 0, 0, 1, 0));
        for (var turn = 0; set.HasFlag(Augmentations.Turn) && turn < turns; turn++)
            change = change.After(new(0, 1, 0, -1, 0, 0, 1, 0));
        if (set.HasFlag(Augmentations.Rotate))
        {
            var (sin, cos) = Math.SinCos(angle);
            change = change.After(new(cos, sin, 0, -sin, cos, 0, 1, 0));
        }
        if (set.HasFlag(Augmentations.Scale))
            change = change.After(new(1 / scaling, 0, 0, 0, 1 / scaling, 0, 1, 0));
        if (set.HasFlag(Augmentations.Shift))
            change = change.After(new(1, 0, rows, 0, 1, columns, 1, 0));
        return set.HasFlag(Augmentations.Intensity) ? change with { Gain = gain, Offset = offset } : change;
    }

    /// <summary>Where the first pixel of a row of the result comes from, in rows and columns of the source from its first pixel.</summary>
    internal (double Row, double Column) Source(FrameSize size, int row)
    {
        double middleRow = (size.Height - 1) / 2.0, middleColumn = (size.Width - 1) / 2.0;
        return (
            middleRow + RowShift + RowByRow * (row - middleRow) - RowByColumn * middleColumn,
            middleColumn + ColumnShift + ColumnByRow * (row - middleRow) - ColumnByColumn * middleColumn);
    }

    // The place in the source is found by this change from the place the other one finds.
    private FrameChange After(FrameChange other) => this with
    {
        RowByRow = RowByRow * other.RowByRow + RowByColumn * other.ColumnByRow,
        RowByColumn = RowByRow * other.RowByColumn + RowByColumn * other.ColumnByColumn,
        RowShift = RowByRow * other.RowShift + RowByColumn * other.ColumnShift + RowShift,
        ColumnByRow = ColumnByRow * other.RowByRow + ColumnByColumn * other.ColumnByRow,
        ColumnByColumn = ColumnByRow * other.RowByColumn + ColumnByColumn * other.ColumnByColumn,
        ColumnShift = ColumnByRow * other.RowShift + ColumnByColumn * other.ColumnShift + ColumnShift,
    };

    private static double Sign(RandomStream random) => random.Below(2) == 0 ? 1 : -1;
}
