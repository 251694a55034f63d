using FcnEngine.Data;

namespace FcnEngine.Training.Metrics;

/// <summary>The exact Euclidean distance from every pixel centre to the nearest of some pixels, in the unit of the spacing.</summary>
/// <remarks>
/// Source: Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions, Theory of Computing 8 (2012): along one axis the
/// squared distance is the lower envelope of parabolas; the axes are done one after the other. O(pixels).
/// </remarks>
internal static class DistanceMap
{
    /// <param name="targets">True where distance is 0, row-major [height, width]; at least one must be.</param>
    /// <returns>Distances, row-major [height, width].</returns>
    public static double[] Of(ReadOnlySpan<bool> targets, FrameSize size, PixelSpacing spacing)
    {
        var (height, width) = (size.Height, size.Width);
        var squared = new double[targets.Length];
        for (var i = 0; i < squared.Length; i++) squared[i] = targets[i] ? 0 : double.PositiveInfinity;
        var line = new Line(Math.Max(height, width));
        for (var x = 0; x < width; x++) line.Transform(squared, x, width, height, spacing.Row);
        for (var y = 0; y < height; y++) line.Transform(squared, y * width, 1, width, spacing.Column);
        for (var i = 0; i < squared.Length; i++) squared[i] = Math.Sqrt(squared[i]);
        return squared;
    }

    /// <summary>Scratch for one row or column: values, the parabolas of the envelope, and where each takes over.</summary>
    private sealed class Line(int length)
    {
        private readonly double[] _values = new double[length], _starts = new double[length + 1];
        private readonly int[] _parabolas = new int[length];

        /// <summary>Replaces f(q) by the minimum over p of f(p) + (step (q - p))^2, for the elements start, start + stride, ...</summary>
        public void Transform(double[] values, int start, int stride, int count, double step)
        {
            for (var i = 0; i < count; i++) _values[i] = values[start + i * stride];
            var last = -1;
            for (var q = 0; q < count; q++)
            {
                if (double.IsPositiveInfinity(_values[q])) continue;
                var from = double.NegativeInfinity;
                // A parabola that takes over before the one below it began hides that one.
                while (last >= 0 && (from = Crossing(_parabolas[last], q, step)) <= _starts[last]) last--;
                if (last < 0) from = double.NegativeInfinity;
                _parabolas[++last] = q;
                _starts[last] = from;
            }

            if (last < 0) return;
            _starts[last + 1] = double.PositiveInfinity;
            for (int q = 0, k = 0; q < count; q++)
            {
                while (_starts[k + 1] < q) k++;
                var away = step * (q - _parabolas[k]);
                values[start + q * stride] = _values[_parabolas[k]] + away * away;
            }
        }

        /// <summary>Where the parabola of q comes to lie below that of p, q being right of p.</summary>
        private double Crossing(int p, int q, double step) =>
            (_values[q] - _values[p]) / (2 * step * step * (q - p)) + (q + p) / 2.0;
    }
}
