namespace FcnEngine.Data.Phantom;

/// <summary>A shape the canvas can paint: how far a point lies outside (positive) or inside (negative), about in pixels.</summary>
internal interface IShape
{
    /// <summary>No point farther than <c>Reach</c> from (X, Y) is inside.</summary>
    double X { get; }

    double Y { get; }

    double Reach { get; }

    double Distance(double x, double y);
}

/// <summary>An ellipse, its first axis turned by <paramref name="Turn"/>.</summary>
internal readonly record struct Ellipse(double X, double Y, double RadiusX, double RadiusY, double Turn = 0) : IShape
{
    public double Reach => Math.Max(RadiusX, RadiusY);

    public Ellipse Grown(double by) => this with { RadiusX = RadiusX + by, RadiusY = RadiusY + by };

    public double Distance(double x, double y)
    {
        var (sin, cos) = Math.SinCos(Turn);
        double dx = x - X, dy = y - Y;
        double u = (dx * cos + dy * sin) / RadiusX, v = (dy * cos - dx * sin) / RadiusY;
        return (Math.Sqrt(u * u + v * v) - 1) * Math.Min(RadiusX, RadiusY);
    }
}

/// <summary>A round shape with second and third harmonics, so that no cavity is a circle.</summary>
internal readonly record struct Blob(double X, double Y, double Radius, double Second, double SecondAngle, double Third, double ThirdAngle) : IShape
{
    public double Reach => Radius * (1 + Math.Abs(Second) + Math.Abs(Third));

    /// <summary>The same form with a wall around it.</summary>
    public Blob Grown(double by) => this with
    {
        Radius = Radius + by,
        Second = Second * Radius / (Radius + by),
        Third = Third * Radius / (Radius + by),
    };

    public double RadiusAt(double angle) =>
        Radius * (1 + Second * Math.Cos(2 * (angle - SecondAngle)) + Third * Math.Cos(3 * (angle - ThirdAngle)));

    public double Distance(double x, double y)
    {
        double dx = x - X, dy = y - Y;
        return Math.Sqrt(dx * dx + dy * dy) - RadiusAt(Math.Atan2(dy, dx));
    }
}

/// <summary>What lies in one shape and not in another.</summary>
internal readonly record struct Without<TShape, THole>(TShape Shape, THole Hole) : IShape
    where TShape : IShape
    where THole : IShape
{
    public double X => Shape.X;

    public double Y => Shape.Y;

    public double Reach => Shape.Reach;

    public double Distance(double x, double y) => Math.Max(Shape.Distance(x, y), -Hole.Distance(x, y));
}
