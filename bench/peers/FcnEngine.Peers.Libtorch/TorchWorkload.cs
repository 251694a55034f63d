using TorchSharp;
using static TorchSharp.torch;
using Functions = TorchSharp.torch.nn.functional;

namespace FcnEngine.Peers.Libtorch;

/// <summary>The lab's networks in libtorch: eager, no biases, plain SGD, gradients released between steps.</summary>
internal static class TorchWorkload
{
    public static (Action Step, string Remark) Create(string workload, int threads, int batch)
    {
        set_num_threads(threads);
        random.manual_seed(1);
        var fcn = workload.StartsWith("fcn", StringComparison.Ordinal);
        var weights = fcn
            ? new[] { Weight(100, 1, 5, 5), Weight(200, 100, 5, 5), Weight(300, 200, 3, 3), Weight(300, 300, 3, 3), Weight(2, 300, 1, 1), Weight(2, 2, 31, 31) }
            : [Weight(65536, 512), Weight(512, 131072)];
        var images = rand(batch, 1, 256, 256);
        var labels = zeros(batch, 256, 256, dtype: ScalarType.Int64);
        labels[TensorIndex.Colon, TensorIndex.Slice(100, 150), TensorIndex.Slice(100, 150)] = tensor(1L);
        Func<Tensor> logits = fcn ? () => FullyConvolutional(images, weights) : () => FullyConnected(images, weights);
        Action step = workload.EndsWith("inference", StringComparison.Ordinal)
            ? () => Infer(logits)
            : fcn ? () => Train(weights, logits, labels) : () => Train(weights, logits, labels.flatten());
        return (step, $"libtorch {__version__}, {get_num_threads()} threads");
    }

    private static Tensor Weight(params long[] shape) => (randn(shape) * 0.1f).requires_grad_(true);

    private static Tensor FullyConvolutional(Tensor x, Tensor[] weights)
    {
        x = Functions.relu(Functions.conv2d(Functions.pad(x, [1, 2, 1, 2]), weights[0], null, [2, 2]));
        x = Functions.max_pool2d(x, 2, 2);
        x = Functions.relu(Functions.conv2d(Functions.pad(x, [1, 2, 1, 2]), weights[1], null, [2, 2]));
        x = Functions.max_pool2d(x, 2, 2);
        x = Functions.relu(Functions.conv2d(x, weights[2], null, [1, 1], [1, 1]));
        x = Functions.relu(Functions.conv2d(x, weights[3], null, [1, 1], [1, 1]));
        x = Functions.conv2d(x, weights[4]);
        // SAME for 16 -> 256 pads 7 before and 8 after; libtorch pads evenly, so the last row and column are cut off
        return Functions.conv_transpose2d(x, weights[5], null, [16, 16], [7, 7]).narrow(2, 0, 256).narrow(3, 0, 256);
    }

    /// <summary>Logits as [pixels, 2], which spares libtorch a transposition.</summary>
    private static Tensor FullyConnected(Tensor x, Tensor[] weights) => x.flatten(1).matmul(weights[0]).matmul(weights[1]).view(-1, 2);

    private static void Infer(Func<Tensor> logits)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        logits();
    }

    private static void Train(Tensor[] weights, Func<Tensor> logits, Tensor labels)
    {
        using var scope = NewDisposeScope();
        foreach (var weight in weights) weight.grad = null;
        var loss = Functions.cross_entropy(logits(), labels);
        loss.backward();
        using (no_grad())
        {
            foreach (var weight in weights) weight.add_(weight.grad!, -0.001f);
        }

        loss.item<float>();
    }
}
