namespace FcnEngine.Data.Images;

/// <summary>A picture of one channel; <see cref="Depth"/> is 8 or 16 bits a pixel, row-major [Height, Width].</summary>
public sealed record GrayImage(int Height, int Width, int Depth, ushort[] Pixels);
