namespace FcnEngine.Kernels.Gpu.TensorCores;

// The factors of a product on their way through shared memory: this thread's part in copying them, its lane's fragments. Copy starts
// to copy a stage, MainLoop.StageDepth of the depth, into one of two buffers; stages are asked for in their order, each once.

/// <summary>The factor whose rows are the result's.</summary>
public interface ILeftOperand
{
    /// <summary>Of the pieces that this thread copies next.</summary>
    Tap Tap { get; }

    void Copy(int stage, int buffer);

    /// <summary>What this lane needs of a stage's first (half 0) or second sixteen.</summary>
    /// <param name="lower">A constant: of the second 32 rows of a tall tile.</param>
    Fragment Load(int stage, int buffer, int half, bool lower);
}

/// <summary>The factor whose columns are the result's.</summary>
public interface IRightOperand
{
    /// <param name="tap">The left factor's of the same stage.</param>
    void Copy(int stage, int buffer, Tap tap);

    /// <summary>What this lane needs of a stage's first (half 0) or second sixteen.</summary>
    RightFragment Load(int stage, int buffer, int half);
}
