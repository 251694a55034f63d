using FcnEngine.Kernels.Gpu.Products;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>A window over a map, as the depth of a product sees it: window rows, window columns, channels.</summary>
public readonly struct WindowShape
{
    public readonly int Height, Width, Channels, TapsDown, TapsAcross;
    public readonly Divisor ByChannels;

    /// <param name="height">Of the map.</param>
    public WindowShape(int height, int width, Divisor byChannels, int tapsDown, int tapsAcross)
    {
        Height = height;
        Width = width;
        Channels = byChannels.Value;
        ByChannels = byChannels;
        TapsDown = tapsDown;
        TapsAcross = tapsAcross;
    }

    public int Depth => TapsDown * TapsAcross * Channels;
}

/// <summary>A place in the depth: a number in mixed radix, so that walking along it needs no division.</summary>
public struct Tap
{
    public int Y, X, Channel;

    public Tap(int k, WindowShape window)
    {
        var tap = window.ByChannels.Divide(k, out Channel);
        Y = tap / window.TapsAcross;
        X = tap - Y * window.TapsAcross;
    }

    /// <summary>Goes on by some channels.</summary>
    public void Add(int channels, WindowShape window)
    {
        Channel += channels;
        while (Channel >= window.Channels)
        {
            Channel -= window.Channels;
            X++;
            var carry = X >= window.TapsAcross;
            X = carry ? 0 : X;
            Y += carry ? 1 : 0;
        }
    }
}

/// <summary>Where a window starts on its map.</summary>
public struct Origin
{
    /// <summary>The element of channel 0 under tap (0, 0); it may lie outside.</summary>
    public int Offset;

    /// <summary>Its row and column; rows far outside where there is no window.</summary>
    public int Y, X;

    /// <summary>Makes it four words.</summary>
    public int Unused;

    public const int Nowhere = -0x4000;

    public Origin(int image, int y, int x, bool exists, WindowShape window)
    {
        Offset = ((image * window.Height + y) * window.Width + x) * window.Channels;
        Y = exists ? y : Nowhere;
        X = x;
        Unused = 0;
    }
}
