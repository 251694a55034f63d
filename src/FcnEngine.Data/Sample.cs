namespace FcnEngine.Data;

/// <summary>One frame and its label: all that a record holds.</summary>
public sealed record Sample
{
    /// <summary>What the frame is called, e.g. <c>SC-HF-I-01-IM-0001-0048</c>; empty when the file did not say.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whose heart it is; empty when the file did not say.</summary>
    public string Patient { get; init; } = "";

    public required int Height { get; init; }

    public required int Width { get; init; }

    /// <summary>Stored values, row-major [Height, Width]; no rescale applied.</summary>
    public required int[] Pixels { get; init; }

    /// <summary>1 inside the left ventricle, 0 elsewhere; row-major [Height, Width].</summary>
    public required byte[] Mask { get; init; }

    /// <summary>Distance between pixel centres, mm.</summary>
    public PixelSpacing? PixelSpacing { get; init; }

    /// <summary>Place of the slice along the stack's axis, mm.</summary>
    public float? SlicePosition { get; init; }

    public FrameSize Size => new(Height, Width);

    /// <summary>How many pixels the left ventricle covers.</summary>
    public int LabelledPixels => Mask.AsSpan().Count((byte)1);

    /// <summary>Finds what would make the sample unusable; null when it is sound.</summary>
    public string? FindFault()
    {
        if (Height <= 0 || Width <= 0)
            return $"size {Height}x{Width} is not positive";
        if (Pixels.LongLength != (long)Height * Width)
            return $"{Pixels.LongLength} pixels do not fill {Height}x{Width}";
        if (Mask.LongLength != (long)Height * Width)
            return $"{Mask.LongLength} labels do not fill {Height}x{Width}";
        var bad = Mask.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)1);
        return bad < 0 ? null : $"label {Mask[bad]} at row {bad / Width}, column {bad % Width} is neither 0 nor 1";
    }
}

/// <summary>Millimetres between rows (down) and between columns (across), in DICOM's order.</summary>
public readonly record struct PixelSpacing(float Row, float Column);
