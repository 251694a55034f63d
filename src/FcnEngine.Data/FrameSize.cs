namespace FcnEngine.Data;

/// <summary>Height and width of a frame, in pixels.</summary>
public readonly record struct FrameSize(int Height, int Width)
{
    /// <summary>What the lab works with: 256 x 256.</summary>
    public static FrameSize Lab => new(256, 256);

    public int Pixels => checked(Height * Width);

    public override string ToString() => $"{Height}x{Width}";
}
