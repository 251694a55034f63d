namespace FcnEngine.Reference;

/// <summary>All points of a box in row-major order, to write nested loops as one.</summary>
internal static class Grid
{
    public static IEnumerable<(int Y, int X)> Points(int rows, int columns)
    {
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++) yield return (y, x);
        }
    }

    public static IEnumerable<(int N, int Y, int X)> Points(int batch, int rows, int columns)
    {
        for (var n = 0; n < batch; n++)
        {
            foreach (var (y, x) in Points(rows, columns)) yield return (n, y, x);
        }
    }
}
