namespace FcnEngine.Kernels.Cpu.Gemm;

/// <summary>Columns [Start, Start + Columns) of a matrix, packed as rows of <paramref name="Width"/> floats; what lies beyond Columns is zero.</summary>
/// <param name="Lanes">Floats in one vector of the micro-kernel that works on the panel.</param>
/// <param name="Offset">Where the panel starts among all packed panels, in floats for each row of the matrix.</param>
internal readonly record struct Panel(int Start, int Columns, int Width, int Lanes, int Offset)
{
    /// <summary>The widest panel, in floats.</summary>
    public const int WidestWidth = 48;

    /// <summary>Cuts columns into panels of three vectors; the rest gets the narrowest vectors that hold it.</summary>
    public static Panel[] Split(int columns, int lanes)
    {
        var panels = new List<Panel>();
        var start = 0;
        var offset = 0;
        while (start < columns)
        {
            var (width, used) = Cut(columns - start, lanes);
            panels.Add(new Panel(start, Math.Min(width, columns - start), width, used, offset));
            start += width;
            offset += width;
        }

        return [.. panels];
    }

    /// <summary>Floats that one row of all panels together takes.</summary>
    public static int PackedWidth(Panel[] panels) => panels.Length == 0 ? 0 : panels[^1].Offset + panels[^1].Width;

    private static (int Width, int Lanes) Cut(int rest, int lanes)
    {
        var vectors = rest / lanes;
        if (vectors >= 3 || (vectors == 2 && rest > 2 * lanes)) return (3 * lanes, lanes);
        if (vectors == 1 && rest - lanes > lanes / 2) return (2 * lanes, lanes);
        if (vectors >= 1) return (vectors * lanes, lanes);
        while (lanes > 4 && rest <= lanes / 2) lanes /= 2;
        return (lanes, lanes);
    }
}
