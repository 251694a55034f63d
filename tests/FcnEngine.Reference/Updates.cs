namespace FcnEngine.Reference;

/// <summary>Stochastic gradient descent in float64, with the rule for updates that are not finite.</summary>
public static class Updates
{
    /// <summary>
    /// weight -= rate * gradient, in place. While the fault flag is set nothing changes; a weight whose update is not finite
    /// as a float32 stays as it was and sets the flag to the code if it was 0.
    /// </summary>
    public static void Descend(double[] weight, double[] gradient, double rate, double[] fault, int faultCode)
    {
        if (fault[0] != 0) return;
        for (var i = 0; i < weight.Length; i++)
        {
            var updated = weight[i] - rate * gradient[i];
            if (float.IsFinite((float)updated)) weight[i] = updated;
            else fault[0] = faultCode;
        }
    }
}
