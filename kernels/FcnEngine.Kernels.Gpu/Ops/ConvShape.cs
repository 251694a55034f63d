using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Gpu;

/// <summary>A convolution's extents as a kernel argument; names as in <see cref="Conv2dGeometry"/>, x the input, y the output.</summary>
public readonly struct ConvShape
{
    public readonly int Batch, Height, Width, InChannels, OutHeight, OutWidth, OutChannels;
    public readonly int KernelHeight, KernelWidth, StrideY, StrideX, Top, Left;
    public readonly Divisor ByOutWidth, ByOutArea, ByInChannels, ByOutChannels, ByKernelWidth, ByWidth, ByArea, ByStrideY, ByStrideX;

    public ConvShape(Conv2dGeometry g)
    {
        Batch = g.Batch;
        Height = g.Rows.Input;
        Width = g.Columns.Input;
        InChannels = g.InputChannels;
        OutHeight = g.Rows.Output;
        OutWidth = g.Columns.Output;
        OutChannels = g.OutputChannels;
        KernelHeight = g.Rows.Window;
        KernelWidth = g.Columns.Window;
        StrideY = g.Rows.Stride;
        StrideX = g.Columns.Stride;
        Top = g.Rows.Before;
        Left = g.Columns.Before;
        ByOutWidth = new Divisor(OutWidth);
        ByOutArea = new Divisor(OutHeight * OutWidth);
        ByInChannels = new Divisor(InChannels);
        ByOutChannels = new Divisor(OutChannels);
        ByKernelWidth = new Divisor(KernelWidth);
        ByWidth = new Divisor(Width);
        ByArea = new Divisor(Height * Width);
        ByStrideY = new Divisor(StrideY);
        ByStrideX = new Divisor(StrideX);
    }

    /// <summary>Output pixels of the whole batch.</summary>
    public int OutPixels => Batch * OutHeight * OutWidth;

    /// <summary>Elements of the whole batch's input.</summary>
    public int InElements => Batch * Height * Width * InChannels;

    /// <summary>Elements of a patch: kernel rows, columns and input channels, in the order of the weights.</summary>
    public int PatchSize => KernelHeight * KernelWidth * InChannels;

    /// <summary>Whether every output pixel is made of the one input pixel at its place.</summary>
    public bool IsPixelwise => KernelHeight * KernelWidth * StrideY * StrideX == 1 && OutPixels * InChannels == InElements;

    /// <summary>Where an element of an output pixel's patch lies in x, -1 for padding.</summary>
    public int PatchElement(int pixel, int element)
    {
        var image = ByOutArea.Divide(pixel, out var inImage);
        var oy = ByOutWidth.Divide(inImage, out var ox);
        var tap = ByInChannels.Divide(element, out var channel);
        var ky = ByKernelWidth.Divide(tap, out var kx);
        int iy = oy * StrideY - Top + ky, ix = ox * StrideX - Left + kx;
        var inside = (uint)iy < (uint)Height & (uint)ix < (uint)Width;
        return inside ? ((image * Height + iy) * Width + ix) * InChannels + channel : -1;
    }
}
