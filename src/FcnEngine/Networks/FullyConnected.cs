using FcnEngine.Graphs;
using FcnEngine.Initializers;
using FcnEngine.Layers;

namespace FcnEngine.Networks;

/// <summary>
/// The fully connected net of the lab's exercise 1: two matrix products without biases and, as in the lab, without an activation
/// between them. 100,663,296 parameters.
/// </summary>
public static class FullyConnected
{
    /// <param name="rows">Rows of an image.</param>
    /// <param name="columns">Columns of an image.</param>
    /// <param name="hidden">Units of the hidden layer; 512 in the lab.</param>
    /// <param name="biases">Whether the two layers have biases; the lab's have none.</param>
    public static Network Create(int rows = 256, int columns = 256, int hidden = 512, bool biases = false) =>
        new("fc", [rows, columns, 1], 2, context => Build(context, hidden, biases));

    private static Tensor Build(NetworkContext context, int hidden, bool biases)
    {
        var graph = context.Graph;
        var weights = new TruncatedNormal(0.1);
        var images = graph.Show("images", context.Images);
        var (batch, rows, columns) = (images.Shape[0], images.Shape[1], images.Shape[2]);

        Tensor x;
        using (graph.Scope("Hidden1"))
        {
            x = graph.Show("images_re", images.Reshape([batch, rows * columns], "images_re"));
            x = graph.Show("hidden1", context.Dense(x, "W_fc", hidden, weights, biases ? "b_fc" : null, "hidden1"));
        }

        using (graph.Scope("Final"))
        {
            x = graph.Show("final", context.Dense(x, "W_fc2", rows * columns * 2, weights, biases ? "b_fc2" : null, "final"));
            return graph.Show("logits", x.Reshape([batch, rows, columns, 2], "logits"));
        }
    }
}
