namespace FcnEngine.Initializers;

/// <summary>The inverse of the normal distribution function: Wichura, "Algorithm AS 241", Applied Statistics 37 (1988), its 16-digit form.</summary>
internal static class InverseNormal
{
    /// <summary>The z with probability <paramref name="p"/> below it, for p between 1e-10 and 1 - 1e-10.</summary>
    public static double Quantile(double p)
    {
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var r = 0.180625 - q * q;
            return q *
                (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
                + 4.5921953931549871457e4) * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
                + 1.3314166789178437745e2) * r + 3.3871328727963666080) /
                (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
                + 2.1213794301586595867e4) * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
                + 4.2313330701600911252e1) * r + 1);
        }

        var tail = Math.Sqrt(-Math.Log(q < 0 ? p : 1 - p)) - 1.6;
        var z =
            (((((((7.74545014278341407640e-4 * tail + 2.27238449892691845833e-2) * tail + 2.41780725177450611770e-1) * tail
            + 1.27045825245236838258) * tail + 3.64784832476320460504) * tail + 5.76949722146069140550) * tail
            + 4.63033784615654529590) * tail + 1.42343711074968357734) /
            (((((((1.05075007164441684324e-9 * tail + 5.47593808499534494600e-4) * tail + 1.51986665636164571966e-2) * tail
            + 1.48103976427480074590e-1) * tail + 6.89767334985100004550e-1) * tail + 1.67638483018380384940) * tail
            + 2.05319162663775882187) * tail + 1);
        return q < 0 ? -z : z;
    }
}
