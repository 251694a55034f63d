using System.Reflection;
using FcnEngine.Execution;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>Compiles each kernel once and binds it to its arguments.</summary>
/// <remarks>Compilation is serial, and a failure is final: ILGPU's context is of no use after one.</remarks>
internal sealed class KernelCache(Accelerator accelerator, AcceleratorStream stream, Action<string>? compiling)
{
    /// <summary>ILGPU's CPU accelerators share what the intrinsics' C# bodies exchange, so one kernel runs at a time.</summary>
    private static readonly Lock OneAtATime = new();

    private readonly Dictionary<(MethodInfo, int), Delegate> _launchers = [];

    /// <summary>The kernels compiled so far, and how many threads a block of each has.</summary>
    public IEnumerable<(MethodInfo Kernel, int Threads)> Loaded => _launchers.Keys;

    public Launch Bind<T1>(string name, Action<T1> kernel, LaunchShape shape, T1 a)
        where T1 : struct
    {
        var run = Load<Action<AcceleratorStream, KernelConfig, T1>>(name, kernel.Method, shape);
        var config = shape.Config;
        return Wrap(name, () => run(stream, config, a));
    }

    public Launch Bind<T1, T2>(string name, Action<T1, T2> kernel, LaunchShape shape, T1 a, T2 b)
        where T1 : struct
        where T2 : struct
    {
        var run = Load<Action<AcceleratorStream, KernelConfig, T1, T2>>(name, kernel.Method, shape);
        var config = shape.Config;
        return Wrap(name, () => run(stream, config, a, b));
    }

    public Launch Bind<T1, T2, T3>(string name, Action<T1, T2, T3> kernel, LaunchShape shape, T1 a, T2 b, T3 c)
        where T1 : struct
        where T2 : struct
        where T3 : struct
    {
        var run = Load<Action<AcceleratorStream, KernelConfig, T1, T2, T3>>(name, kernel.Method, shape);
        var config = shape.Config;
        return Wrap(name, () => run(stream, config, a, b, c));
    }

    public Launch Bind<T1, T2, T3, T4>(string name, Action<T1, T2, T3, T4> kernel, LaunchShape shape, T1 a, T2 b, T3 c, T4 d)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
    {
        var run = Load<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4>>(name, kernel.Method, shape);
        var config = shape.Config;
        return Wrap(name, () => run(stream, config, a, b, c, d));
    }

    public Launch Bind<T1, T2, T3, T4, T5>(string name, Action<T1, T2, T3, T4, T5> kernel, LaunchShape shape, T1 a, T2 b, T3 c, T4 d, T5 e)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
    {
        var run = Load<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5>>(name, kernel.Method, shape);
        var config = shape.Config;
        return Wrap(name, () => run(stream, config, a, b, c, d, e));
    }

    private TLauncher Load<TLauncher>(string name, MethodInfo kernel, LaunchShape shape)
        where TLauncher : Delegate
    {
        if (_launchers.TryGetValue((kernel, shape.Threads), out var known)) return (TLauncher)known;
        compiling?.Invoke(name);
        accelerator.Bind();
        TLauncher launcher;
        try
        {
            launcher = accelerator.LoadKernel<TLauncher>(kernel, new KernelSpecialization(shape.Threads, null));
        }
        catch (Exception e)
        {
            throw new GpuException($"kernel {name} ({kernel.DeclaringType?.Name}.{kernel.Name}) does not compile for {accelerator.Name}: {e.Message}", e);
        }

        if (shape.SharedBytes > 48 * 1024 && launcher.GetKernel() is CudaKernel cuda)
            CudaDriver.AllowShared(cuda.FunctionPtr, shape.SharedBytes);
        _launchers.Add((kernel, shape.Threads), launcher);
        return launcher;
    }

    private Launch Wrap(string name, Action run) => accelerator.AcceleratorType == AcceleratorType.CPU
        ? new Launch(name, () =>
        {
            lock (OneAtATime) run();
        })
        : new Launch(name, run);
}
