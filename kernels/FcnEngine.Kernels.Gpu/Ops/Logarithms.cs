using ILGPU;

namespace FcnEngine.Kernels.Gpu;

/// <summary>
/// Exponential and logarithm in plain float arithmetic: as exact as float allows and the same on every backend, where the
/// hardware's own (ex2.approx, lg2.approx) lose up to 1e-6 and differ.
/// </summary>
public static class Logarithms
{
    private const float Log2E = 1.44269504f, Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;

    /// <summary>exp(x) for x at most 0; results below 2^-126 are 0. Relative error about 1e-7. NaN stays NaN.</summary>
    public static float ExpOfNegative(float x)
    {
        if (!(x > -87.3f)) return x < 0f ? 0f : x;
        var n = (int)(x * Log2E - 0.5f);
        var r = x - n * Ln2High - n * Ln2Low; // |r| <= ln 2 / 2
        // The Taylor series: its next term, r^8 / 8!, is below 6e-9 there.
        var p = 1f + r * (1f + r * (1f / 2 + r * (1f / 6 + r * (1f / 24 + r * (1f / 120 + r * (1f / 720 + r * (1f / 5040)))))));
        return p * Interop.IntAsFloat((uint)(n + 127) << 23);
    }

    /// <summary>log(1 + x) for x at least 0; relative error about 1e-7.</summary>
    public static float LogOnePlus(float x)
    {
        if (x < 0.5f) return Series(x / (2f + x));
        var bits = Interop.FloatAsInt(1f + x);
        // 1 + x = m * 2^e with m in [2/3, 4/3).
        var e = (int)(bits - 0x3F2AAAABu) >> 23;
        var m = Interop.IntAsFloat(bits - (uint)(e << 23));
        return e * Ln2High + (e * Ln2Low + Series((m - 1f) / (m + 1f)));
    }

    /// <summary>2 artanh(s) = log((1 + s) / (1 - s)); for |s| at most 1/5 the first term left out is 2 s^13 / 13, below 2e-10.</summary>
    private static float Series(float s)
    {
        var q = s * s;
        return 2f * s + 2f * s * q * (1f / 3 + q * (1f / 5 + q * (1f / 7 + q * (1f / 9 + q * (1f / 11)))));
    }
}
