namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>One factor of a product on its way through shared memory: this thread's part in copying it, its lane's fragments.</summary>
public interface IOperand
{
    /// <summary>
    /// Starts to copy a stage, <see cref="MainLoop.StageDepth"/> of the depth, into one of two buffers. Stages are asked for in
    /// their order, each once.
    /// </summary>
    void Copy(int stage, int buffer);
}

/// <summary>The factor whose rows are the result's.</summary>
public interface ILeftOperand : IOperand
{
    /// <summary>What this lane needs of a stage's first (half 0) or second sixteen.</summary>
    Fragment Load(int stage, int buffer, int half);
}

/// <summary>The factor whose columns are the result's.</summary>
public interface IRightOperand : IOperand
{
    /// <inheritdoc cref="ILeftOperand.Load"/>
    RightFragment Load(int stage, int buffer, int half);
}
