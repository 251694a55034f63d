using System.Runtime.InteropServices;
using FcnEngine.Execution;

namespace FcnEngine.Kernels.Cpu.Memory;

/// <summary>Memory that grows to the largest size reserved; its contents last for one launch only.</summary>
internal sealed unsafe class ScratchBlock : IDisposable
{
    private float* _start;
    private long _capacity;

    /// <summary>The first float; valid until the next <see cref="Reserve"/>, so kernels read it when they run.</summary>
    public float* Start => _start;

    public void Reserve(long floats)
    {
        if (floats <= _capacity) return;
        NativeMemory.AlignedFree(_start);
        _start = null;
        _capacity = 0;
        _start = (float*)NativeMemory.AlignedAlloc(checked((nuint)floats * sizeof(float)), DeviceMemory.Alignment);
        _capacity = floats;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
        _capacity = 0;
    }
}
