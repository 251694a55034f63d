namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>No GPU can be used, or one failed; the message is one sentence for a person.</summary>
public sealed class GpuException : Exception
{
    public GpuException(string message) : base(message) { }

    public GpuException(string message, Exception innerException) : base(message, innerException) { }

    public GpuException() { }
}
