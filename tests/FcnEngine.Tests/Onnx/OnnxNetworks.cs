using FcnEngine.Tensors;

namespace FcnEngine.Tests.Onnx;

/// <summary>The lab's networks as ONNX models with a model's weights. ONNX is NCHW with OIHW weights; it pads by its own SAME rule.</summary>
internal static class OnnxNetworks
{
    private static readonly (string Name, object Value) SamePadding = ("auto_pad", "SAME_UPPER");

    /// <param name="weight">A parameter's values by name.</param>
    /// <param name="shape">A parameter's shape by name.</param>
    public static byte[] FullyConvolutional(int batch, int rows, int columns, Func<string, float[]> weight, Func<string, Shape> shape)
    {
        var model = new OnnxModel("images", [batch, rows, columns, 1], "logits", [batch, rows, columns, 2]);
        model.Node("Transpose", ["images"], "x", ("perm", new long[] { 0, 3, 1, 2 }));
        var x = "x";
        foreach (var (name, stride, pooled) in new[] { ("Conv1/W_conv1", 2, true), ("Conv2/W_conv2", 2, true), ("Conv3/W_conv3", 1, false), ("Conv4/W_conv4", 1, false) })
        {
            AddWeight(name, 3, 2, 0, 1); // HWIO to OIHW
            model.Node("Conv", [x, name], $"{name} conv", SamePadding, ("strides", new long[] { stride, stride }));
            model.Node("Relu", [$"{name} conv"], x = $"{name} relu");
            if (pooled) model.Node("MaxPool", [x], x = $"{name} pool", SamePadding, ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }));
        }

        AddWeight("Score_classes/W_score_classes", 3, 2, 0, 1);
        model.Node("Conv", [x, "Score_classes/W_score_classes"], "score");
        AddWeight("Upscore/W_upscore", 3, 2, 0, 1); // [kh, kw, out, in] to [in, out, kh, kw]
        model.Node("ConvTranspose", ["score", "Upscore/W_upscore"], "up", ("strides", new long[] { 16, 16 }), ("pads", new long[] { 7, 7, 8, 8 }));
        return model.Node("Transpose", ["up"], "logits", ("perm", new long[] { 0, 2, 3, 1 })).ToBytes();

        void AddWeight(string name, params int[] order)
        {
            var (extents, values) = Permuted(shape(name), weight(name), order);
            model.Weight(name, extents, values);
        }
    }

    public static byte[] FullyConnected(int batch, int rows, int columns, Func<string, float[]> weight, Func<string, Shape> shape)
    {
        var model = new OnnxModel("images", [batch, rows, columns, 1], "logits", [batch, rows, columns, 2]);
        foreach (var name in new[] { "Hidden1/W_fc", "Final/W_fc2" }) model.Weight(name, shape(name), weight(name));
        return model.Integers("flat", batch, rows * columns).Integers("image", batch, rows, columns, 2)
            .Node("Reshape", ["images", "flat"], "x")
            .Node("MatMul", ["x", "Hidden1/W_fc"], "hidden")
            .Node("MatMul", ["hidden", "Final/W_fc2"], "final")
            .Node("Reshape", ["final", "image"], "logits").ToBytes();
    }

    /// <summary>A tensor of rank 4 with its axes in another order.</summary>
    private static (Shape Shape, float[] Values) Permuted(Shape shape, float[] values, int[] order)
    {
        var result = new Shape([.. order.Select(axis => shape[axis])]);
        int[] strides = [shape[1] * shape[2] * shape[3], shape[2] * shape[3], shape[3], 1];
        var permuted = new float[values.Length];
        var next = 0;
        for (var a = 0; a < result[0]; a++)
        {
            for (var b = 0; b < result[1]; b++)
            {
                for (var c = 0; c < result[2]; c++)
                {
                    for (var d = 0; d < result[3]; d++)
                        permuted[next++] = values[a * strides[order[0]] + b * strides[order[1]] + c * strides[order[2]] + d * strides[order[3]]];
                }
            }
        }

        return (result, permuted);
    }
}
