namespace FcnEngine.Reference;

/// <summary>Softmax cross-entropy, means and arg-max in float64; C is the number of classes, pixels are rows of C logits.</summary>
public static class Losses
{
    /// <summary>loss[p] = log(sum over c of exp(logits[p,c])) - logits[p, labels[p]]; NaN where the label is no class.</summary>
    public static double[] SoftmaxCrossEntropy(int classes, double[] logits, double[] labels) =>
        [.. labels.Select((label, p) =>
        {
            // Distances to the maximum: their exponentials cannot overflow, and nothing is lost beside a huge logit.
            var row = BelowMaximum(classes, logits, p);
            return label < classes ? Math.Log(row.Sum(Math.Exp)) - row[(int)label] : double.NaN;
        })];

    /// <summary>logitsGradient[p,c] = lossGradient[p] * (softmax(logits[p])[c] - (c == labels[p])); NaN where the label is no class.</summary>
    public static double[] SoftmaxCrossEntropyGradient(int classes, double[] logits, double[] labels, double[] lossGradient)
    {
        var gradient = new double[logits.Length];
        for (var p = 0; p < labels.Length; p++)
        {
            var row = BelowMaximum(classes, logits, p);
            var sum = labels[p] < classes ? row.Sum(Math.Exp) : double.NaN;
            for (var c = 0; c < classes; c++) gradient[p * classes + c] = lossGradient[p] * (Math.Exp(row[c]) / sum - (c == (int)labels[p] ? 1 : 0));
        }

        return gradient;
    }

    public static double Mean(double[] values) => values.Sum() / values.Length;

    public static double[] MeanGradient(double outputGradient, long count) => [.. Enumerable.Repeat(outputGradient / count, checked((int)count))];

    /// <summary>The class with the largest logit; a tie goes to the lower class.</summary>
    public static double[] ArgMax(int classes, double[] logits) =>
        [.. Enumerable.Range(0, logits.Length / classes).Select(p =>
        {
            var row = logits[(p * classes)..((p + 1) * classes)];
            return (double)Array.IndexOf(row, row.Max());
        })];

    /// <summary>The logits of pixel p less the largest of them.</summary>
    private static double[] BelowMaximum(int classes, double[] logits, int p)
    {
        var row = logits.AsSpan(p * classes, classes).ToArray();
        var maximum = row.Max();
        return Array.ConvertAll(row, logit => logit - maximum);
    }
}
