using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Networks;
using FcnEngine.Testing.Checks;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FcnEngine.Tests.Onnx;

/// <summary>The logits of both networks against ONNX Runtime, an engine that shares no line with this one.</summary>
public sealed class OnnxRuntimeTests : IDisposable
{
    private const double LargestError = 1e-5;
    private readonly CpuDevice _device = new();

    [Theory]
    [InlineData(1, 256, 256)]
    [InlineData(3, 64, 96)]
    public void The_fcn_gives_the_logits_of_ONNX_Runtime(int batch, int rows, int columns)
    {
        using var model = new Model(FullyConvolutional.Create(rows, columns), _device, new ModelOptions(Seed: 5));
        var onnx = OnnxNetworks.FullyConvolutional(batch, rows, columns, model.Variables.ReadAll, name => model.Variables[name].Shape);
        AssertSameLogits(model, onnx, batch, rows, columns);
    }

    [Theory]
    [InlineData(1, 256, 256, 16)] // reduced width: 3.1 million weights for 100.7
    [InlineData(3, 20, 30, 512)]
    public void The_fc_gives_the_logits_of_ONNX_Runtime(int batch, int rows, int columns, int hidden)
    {
        using var model = new Model(FullyConnected.Create(rows, columns, hidden), _device, new ModelOptions(Seed: 5));
        var onnx = OnnxNetworks.FullyConnected(batch, rows, columns, model.Variables.ReadAll, name => model.Variables[name].Shape);
        AssertSameLogits(model, onnx, batch, rows, columns);
    }

    public void Dispose() => _device.Dispose();

    private static void AssertSameLogits(Model model, byte[] onnx, int batch, int rows, int columns)
    {
        var random = new Random(3);
        var images = Enumerable.Range(0, batch * rows * columns).Select(_ => random.NextSingle()).ToArray();
        var logits = new float[images.Length * 2];
        model.Inference(batch).Run(images);
        model.Inference(batch).ReadLogits(logits);

        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(onnx);
        var feed = NamedOnnxValue.CreateFromTensor("images", new DenseTensor<float>(images, [batch, rows, columns, 1]));
        using var results = session.Run([feed]);
        var expected = results[0].AsEnumerable<float>().Select(value => (double)value).ToArray();
        Assert.InRange(RelativeError.Of(Array.ConvertAll(logits, value => (double)value), expected), 0, LargestError);
    }
}
