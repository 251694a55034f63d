using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Ops;
using FcnEngine.Tensors;
using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Checks;

namespace FcnEngine.Tests.Oracle;

/// <summary>The checks find what they are there to find: each broken kernel below fails for its reason.</summary>
public sealed class KernelCheckTests : IDisposable
{
    private static readonly float[] Right = [1, -2, 3];
    private readonly CpuDevice _device = new();
    private int _runs;

    [Fact]
    public void A_right_kernel_passes() => Assert.Equal(0, Check((_, output) => output.Upload<float>(Right)));

    [Fact]
    public void A_wrong_element_is_found() =>
        AssertFails("element 1: expected -2, got -2.5", (_, output) => output.Upload<float>([1, -2.5f, 3]));

    [Fact]
    public void An_element_never_written_is_found() =>
        AssertFails("element 2: expected 3, got NaN", (_, output) => output.Memory.Upload(output.ByteOffset, Bytes(1, -2)));

    [Fact]
    public void A_write_behind_the_output_is_found() =>
        AssertFails("0 bytes behind the end of tensor 1", (_, output) => output.Memory.Upload(output.ByteOffset, Bytes(1, -2, 3, 0)));

    [Fact]
    public void A_write_before_the_first_tensor_is_found() =>
        AssertFails("byte -4 of the first tensor", (input, output) =>
        {
            output.Upload<float>(Right);
            input.Memory.Upload(input.ByteOffset - 4, Bytes(0));
        });

    [Fact]
    public void A_changed_input_is_found() =>
        AssertFails("changed its input 0", (input, output) =>
        {
            output.Upload<float>(Right);
            input.Upload<float>([1, -2, 4]);
        });

    [Fact]
    public void A_read_behind_the_input_is_found() =>
        AssertFails("got NaN", (input, output) =>
        {
            var four = new byte[16];
            input.Memory.Download(input.ByteOffset, four);
            output.Memory.Upload(output.ByteOffset, four.AsSpan(4));
        });

    [Fact]
    public void Other_bits_on_a_second_run_are_found() =>
        AssertFails("a second run gave other bits", (_, output) => output.Upload<float>([1, -2, _runs++ == 0 ? 3 : MathF.BitIncrement(3)]));

    [Theory]
    [InlineData(new[] { 3.0, 4.0 }, new[] { 3.0, 4.0 }, 0)]
    [InlineData(new[] { 3.0, 4.5 }, new[] { 3.0, 4.0 }, 0.1)] // |(0, 0.5)| / |(3, 4)|
    [InlineData(new[] { 0.0, 1e-30 }, new[] { 0.0, 0.0 }, double.PositiveInfinity)]
    [InlineData(new[] { double.NaN, 1 }, new[] { double.NaN, 1 }, 0)]
    [InlineData(new[] { double.NaN, 1 }, new[] { 1, 1.0 }, double.PositiveInfinity)]
    [InlineData(new[] { 1, 1.0 }, new[] { double.NaN, 1 }, double.PositiveInfinity)]
    [InlineData(new[] { 1.0 }, new[] { 1, 1.0 }, double.PositiveInfinity)]
    public void The_relative_error_is_that_of_the_norm(double[] values, double[] reference, double expected) =>
        Assert.Equal(expected, RelativeError.Of(values, reference), 1e-12);

    public void Dispose() => _device.Dispose();

    private double Check(Action<DeviceTensor, DeviceTensor> kernel)
    {
        double[][] inputs = [[1, -2, 3]];
        var copy = new KernelCase("copy", "forward", "", new Copy(kernel), [TensorType.Float32([3])], 1, Large: false, () => inputs);
        return KernelChecks.Against(_device, copy, inputs, (inputs, inputs));
    }

    private void AssertFails(string reason, Action<DeviceTensor, DeviceTensor> kernel) =>
        Assert.Contains(reason, Assert.Throws<CheckFailedException>(() => Check(kernel)).Message, StringComparison.Ordinal);

    private static byte[] Bytes(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    /// <summary>An op that claims to copy; what it does is up to the test.</summary>
    private sealed record Copy(Action<DeviceTensor, DeviceTensor> Kernel) : Op
    {
        public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[0]];

        public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
            [new Launch("copy", () => Kernel(inputs[0], outputs[0]))];
    }
}
