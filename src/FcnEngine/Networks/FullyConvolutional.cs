using FcnEngine.Graphs;
using FcnEngine.Initializers;
using FcnEngine.Layers;

namespace FcnEngine.Networks;

/// <summary>
/// The FCN of the lab's exercises 2 and 3: two strided convolutions with pooling, two more at 1/16 of the resolution, class
/// scores by a 1x1 convolution, and a 31x31 transposed convolution back to full size. 1,856,944 parameters without biases.
/// </summary>
public static class FullyConvolutional
{
    /// <param name="rows">Rows of an image; a multiple of 16.</param>
    /// <param name="columns">Columns of an image; a multiple of 16.</param>
    /// <param name="biases">Whether the five convolutions have biases; the lab's have none.</param>
    /// <param name="keepProbability">Dropout after Conv4; 1.0 in the lab, which makes it a no-op.</param>
    public static Network Create(int rows = 256, int columns = 256, bool biases = false, float keepProbability = 1f) =>
        Create([100, 200, 300, 300], rows, columns, biases, keepProbability);

    /// <summary>The same layers with other numbers of filters, for experiments and quick tests.</summary>
    /// <param name="filters">Filters of Conv1 to Conv4.</param>
    public static Network Create(IReadOnlyList<int> filters, int rows = 256, int columns = 256, bool biases = false, float keepProbability = 1f)
    {
        if (filters.Count != 4) throw new ArgumentException($"the four convolutions need four numbers of filters, got {filters.Count}", nameof(filters));
        if (rows < 16 || columns < 16 || rows % 16 != 0 || columns % 16 != 0)
            throw new ArgumentException($"the network takes images whose rows and columns are multiples of 16, got {rows}x{columns}");
        return new Network("fcn", [rows, columns, 1], 2, context => Build(context, filters, biases, keepProbability));
    }

    private static Tensor Build(NetworkContext context, IReadOnlyList<int> filters, bool biases, float keepProbability)
    {
        var graph = context.Graph;
        var weights = new TruncatedNormal(0.1);
        var x = graph.Show("images", context.Images);

        using (graph.Scope("Conv1")) x = Convolution(x, 1, filters[0], kernelSize: 5, stride: 2);
        using (graph.Scope("Pool1")) x = graph.Show("pool1_op", x.MaxPool2d(2, 2, name: "pool1_op"));
        using (graph.Scope("Conv2")) x = Convolution(x, 2, filters[1], kernelSize: 5, stride: 2);
        using (graph.Scope("Pool2")) x = graph.Show("pool2_op", x.MaxPool2d(2, 2, name: "pool2_op"));
        using (graph.Scope("Conv3")) x = Convolution(x, 3, filters[2], kernelSize: 3, stride: 1);
        using (graph.Scope("Conv4"))
        {
            x = Convolution(x, 4, filters[3], kernelSize: 3, stride: 1);
            x = graph.Show("drop_op", context.Dropout(x, keepProbability));
        }

        using (graph.Scope("Score_classes"))
        {
            x = context.Conv2d(x, "W_score_classes", 2, 1, 1, weights, bias: biases ? "b_score_classes" : null, name: "score_classes_conv_op");
            graph.Show("score_conv_op", x);
        }

        using (graph.Scope("Upscore")) x = context.ConvTranspose2d(x, "W_upscore", 2, 31, 16, weights, "upscore");
        return graph.Show("upscore", x);

        Tensor Convolution(Tensor input, int number, int count, int kernelSize, int stride)
        {
            var output = context.Conv2d(
                input, $"W_conv{number}", count, kernelSize, stride, weights, bias: biases ? $"b_conv{number}" : null, name: $"conv{number}_op");
            graph.Show($"conv{number}_op", output);
            return graph.Show($"relu{number}_op", output.Relu($"relu{number}_op"));
        }
    }
}
