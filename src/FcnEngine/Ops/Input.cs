using FcnEngine.Execution;
using FcnEngine.Initializers;
using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>A value that is fed for every run.</summary>
public sealed record Input(string FeedName, TensorType Type) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [Type];

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) => [];
}

/// <summary>A value that outlives a run: a parameter, or the fault flag. It is stored under its name, outside the arena.</summary>
public sealed record Variable(string VariableName, TensorType Type, Initializer Initializer, bool Trainable) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [Type];

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) => [];
}

/// <summary>A tensor whose elements all have one value.</summary>
public sealed record Constant(float Value, Shape Shape) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Float32(Shape)];

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.Fill(Value, outputs[0])];
}
