namespace FcnEngine.Kernels.Gpu.Tuning;

/// <summary>Extents of kernels in words, as they stand in a <see cref="TuningKey"/>.</summary>
internal static class ShapeText
{
    /// <summary>Input, window and filters, stride, output: all that a convolution's time depends on.</summary>
    public static string Of(ConvShape s) =>
        $"{s.Batch}x{s.Height}x{s.Width}x{s.InChannels} {s.KernelHeight}x{s.KernelWidth}x{s.OutChannels} stride {s.StrideY}x{s.StrideX} to {s.OutHeight}x{s.OutWidth}";
}
