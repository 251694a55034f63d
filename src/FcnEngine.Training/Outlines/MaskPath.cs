using System.Globalization;
using System.Text;
using FcnEngine.Data;

namespace FcnEngine.Training.Outlines;

/// <summary>The outline of a mask as an SVG path: closed lines along the edges of its pixels, pixel (row y, column x) being the square from (x, y) to (x + 1, y + 1).</summary>
public static class MaskPath
{
    /// <param name="mask">Classes 0 and 1, row-major [height, width].</param>
    /// <returns>The value of a path's attribute <c>d</c>; empty for an empty mask.</returns>
    public static string Of(ReadOnlySpan<byte> mask, FrameSize size)
    {
        var edges = EdgesOf(mask, size);
        var path = new StringBuilder();
        while (edges.Count > 0)
        {
            var start = edges.First().Key;
            path.Append(CultureInfo.InvariantCulture, $"M{start.X} {start.Y}");
            for (var (from, to) = (start, Take(edges, start)); ; (from, to) = (to, Take(edges, to)))
            {
                // Edges that go straight on become one line.
                while (to != start && edges.TryGetValue(to, out var next) && next.Count == 1 && IsStraight(from, to, next[0])) to = Take(edges, to);
                if (to == start) break;
                path.Append(from.Y == to.Y ? string.Create(CultureInfo.InvariantCulture, $"h{to.X - from.X}") : string.Create(CultureInfo.InvariantCulture, $"v{to.Y - from.Y}"));
            }

            path.Append('Z');
        }

        return path.ToString();
    }

    /// <summary>The edges between a pixel inside and one outside by their first corner, the inside on their right.</summary>
    private static Dictionary<(int X, int Y), List<(int X, int Y)>> EdgesOf(ReadOnlySpan<byte> mask, FrameSize size)
    {
        var edges = new Dictionary<(int X, int Y), List<(int X, int Y)>>();
        for (var y = 0; y < size.Height; y++)
        {
            for (var x = 0; x < size.Width; x++)
            {
                if (!IsInside(mask, size, y, x)) continue;
                if (!IsInside(mask, size, y - 1, x)) Add((x, y), (x + 1, y));
                if (!IsInside(mask, size, y, x + 1)) Add((x + 1, y), (x + 1, y + 1));
                if (!IsInside(mask, size, y + 1, x)) Add((x + 1, y + 1), (x, y + 1));
                if (!IsInside(mask, size, y, x - 1)) Add((x, y + 1), (x, y));
            }
        }

        return edges;

        void Add((int, int) from, (int, int) to)
        {
            if (!edges.TryGetValue(from, out var ends)) edges.Add(from, ends = []);
            ends.Add(to);
        }
    }

    private static (int X, int Y) Take(Dictionary<(int X, int Y), List<(int X, int Y)>> edges, (int X, int Y) from)
    {
        var ends = edges[from];
        var to = ends[^1];
        ends.RemoveAt(ends.Count - 1);
        if (ends.Count == 0) edges.Remove(from);
        return to;
    }

    private static bool IsStraight((int X, int Y) from, (int X, int Y) over, (int X, int Y) to) =>
        (from.X == over.X && over.X == to.X) || (from.Y == over.Y && over.Y == to.Y);

    private static bool IsInside(ReadOnlySpan<byte> mask, FrameSize size, int y, int x) =>
        y >= 0 && x >= 0 && y < size.Height && x < size.Width && mask[y * size.Width + x] != 0;
}
