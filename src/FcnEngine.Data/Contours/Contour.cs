namespace FcnEngine.Data.Contours;

/// <summary>A point of a contour, in pixels: X across, Y down; the centre of pixel (0, 0) is (0.5, 0.5).</summary>
public readonly record struct ContourPoint(double X, double Y);

/// <summary>A closed line around the left ventricle; the last point is joined to the first.</summary>
public sealed record Contour(IReadOnlyList<ContourPoint> Points)
{
    /// <summary>Whether every point lies on a pixel of a frame of this size.</summary>
    public bool FitsInside(FrameSize size) =>
        Points.All(point => point.X >= 0 && point.Y >= 0 && point.X < size.Width && point.Y < size.Height);
}
