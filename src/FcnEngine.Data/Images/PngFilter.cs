namespace FcnEngine.Data.Images;

/// <summary>The five PNG row filters, undone in place.</summary>
internal static class PngFilter
{
    public const byte Up = 2;

    /// <summary>False for a filter number that does not exist.</summary>
    public static bool Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int back)
    {
        switch (filter)
        {
            case 0:
                return true;
            case 1:
                for (var i = back; i < row.Length; i++)
                    row[i] += row[i - back];
                return true;
            case Up:
                for (var i = 0; i < row.Length; i++)
                    row[i] += above[i];
                return true;
            case 3:
                for (var i = 0; i < row.Length; i++)
                    row[i] += (byte)(((i >= back ? row[i - back] : 0) + above[i]) / 2);
                return true;
            case 4:
                for (var i = 0; i < row.Length; i++)
                    row[i] += i >= back ? Paeth(row[i - back], above[i], above[i - back]) : above[i];
                return true;
            default:
                return false;
        }
    }

    private static byte Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        int toLeft = Math.Abs(guess - left), toUp = Math.Abs(guess - up), toCorner = Math.Abs(guess - corner);
        return (byte)(toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
    }
}
