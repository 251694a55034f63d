using FcnEngine.Peers.Ours;
using FcnEngine.Tests.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace FcnEngine.Peers.Onnx;

/// <summary>ONNX Runtime's side: the FCN in its own layout, NCHW, so that it transposes nothing.</summary>
internal static class OnnxWorkload
{
    public static int Serve(int threads, int batch)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        using var session = new InferenceSession(Model(batch), options);
        using var run = new RunOptions();
        using var images = OrtValue.CreateTensorValueFromMemory(OurWorkload.Images(batch), [batch, 1, 256, 256]);
        using var logits = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float, [batch, 2, 256, 256]);
        Turns.Serve(() => session.Run(run, ["images"], [images], ["logits"], [logits]), $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}");
        return 0;
    }

    private static byte[] Model(int batch)
    {
        var random = new Random(1);
        var model = new OnnxModel("images", [batch, 1, 256, 256], "logits", [batch, 2, 256, 256]);
        var same = ("auto_pad", (object)"SAME_UPPER");
        var x = "images";
        var channels = 1;
        foreach (var (layer, filters, window, stride) in new[] { (1, 100, 5, 2), (2, 200, 5, 2), (3, 300, 3, 1), (4, 300, 3, 1) })
        {
            model.Weight($"w{layer}", [filters, channels, window, window], Noise(filters * channels * window * window));
            model.Node("Conv", [x, $"w{layer}"], $"conv{layer}", same, ("strides", new long[] { stride, stride }));
            model.Node("Relu", [$"conv{layer}"], x = $"relu{layer}");
            if (stride == 2) model.Node("MaxPool", [x], x = $"pool{layer}", ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }));
            channels = filters;
        }

        model.Weight("w5", [2, channels, 1, 1], Noise(2 * channels)).Node("Conv", [x, "w5"], "score");
        model.Weight("w6", [2, 2, 31, 31], Noise(4 * 31 * 31));
        return model.Node("ConvTranspose", ["score", "w6"], "logits", ("strides", new long[] { 16, 16 }), ("pads", new long[] { 7, 7, 8, 8 })).ToBytes();

        float[] Noise(int count) => [.. Enumerable.Range(0, count).Select(_ => 0.1f * (random.NextSingle() - 0.5f))];
    }
}
