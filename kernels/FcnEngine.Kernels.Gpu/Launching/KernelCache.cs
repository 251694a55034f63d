using System.Reflection;
using FcnEngine.Execution;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>A kernel as it is compiled: the method with its type arguments, and the threads of a block.</summary>
/// <param name="SharedBytes">The most dynamic shared memory it is launched with.</param>
/// <param name="Launch">The name of the first launch it was bound for.</param>
/// <param name="Resident">See <see cref="LaunchShape"/>.</param>
internal sealed record KernelVariant(MethodInfo Method, int Threads, int SharedBytes, string Launch, int Resident)
{
    public KernelSpecialization Specialization => new(Threads, Resident == 0 ? null : Resident);
}

/// <summary>A kernel as it is launched.</summary>
/// <param name="Launch">The launch's name, or its part's.</param>
internal sealed record BoundKernel(string Launch, KernelVariant Variant, LaunchShape Shape, IReadOnlyList<object> Arguments);

/// <summary>Compiles each kernel once and binds it to its arguments.</summary>
/// <remarks>Compilation is serial, and a failure is final: ILGPU's context is of no use after one.</remarks>
/// <param name="inventory">Only note which kernels would be compiled; the launches cannot run.</param>
internal sealed class KernelCache(Accelerator accelerator, AcceleratorStream stream, Action<string>? compiling, bool inventory = false)
{
    /// <summary>ILGPU's CPU accelerators share what the intrinsics' C# bodies exchange, so one kernel runs at a time.</summary>
    private static readonly Lock OneAtATime = new();

    private readonly Dictionary<(MethodInfo, int), (Delegate? Launcher, KernelVariant Variant)> _kernels = [];

    private readonly List<BoundKernel> _bound = [];

    /// <summary>The kernels met so far.</summary>
    public IEnumerable<KernelVariant> Variants => _kernels.Values.Select(kernel => kernel.Variant);

    /// <summary>Threads that a run of every launch bound so far starts.</summary>
    public long Threads { get; private set; }

    /// <summary>What an inventory was asked to bind, in order.</summary>
    public IReadOnlyList<BoundKernel> Bound => _bound;

    public Launch Bind<T1>(string name, Action<T1> kernel, LaunchShape shape, T1 a)
        where T1 : struct
    {
        var run = Load<Action<AcceleratorStream, KernelConfig, T1>>(name, kernel.Method, shape);
        var config = shape.Config;
        return Wrap(name, kernel.Method, shape, [a], () => run(stream, config, a));
    }

    public Launch Bind<T1, T2>(string name, Action<T1, T2> kernel, LaunchShape shape, T1 a, T2 b)
        where T1 : struct
        where T2 : struct
    {
        var run = Load<Action<AcceleratorStream, KernelConfig, T1, T2>>(name, kernel.Method, shape);
        var config = shape.Config;
        return Wrap(name, kernel.Method, shape, [a, b], () => run(stream, config, a, b));
    }

    public Launch Bind<T1, T2, T3>(string name, Action<T1, T2, T3> kernel, LaunchShape shape, T1 a, T2 b, T3 c)
        where T1 : struct
        where T2 : struct
        where T3 : struct
    {
        var run = Load<Action<AcceleratorStream, KernelConfig, T1, T2, T3>>(name, kernel.Method, shape);
        var config = shape.Config;
        return Wrap(name, kernel.Method, shape, [a, b, c], () => run(stream, config, a, b, c));
    }

    public Launch Bind<T1, T2, T3, T4>(string name, Action<T1, T2, T3, T4> kernel, LaunchShape shape, T1 a, T2 b, T3 c, T4 d)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
    {
        var run = Load<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4>>(name, kernel.Method, shape);
        var config = shape.Config;
        return Wrap(name, kernel.Method, shape, [a, b, c, d], () => run(stream, config, a, b, c, d));
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
        return Wrap(name, kernel.Method, shape, [a, b, c, d, e], () => run(stream, config, a, b, c, d, e));
    }

    private TLauncher Load<TLauncher>(string name, MethodInfo kernel, LaunchShape shape)
        where TLauncher : Delegate
    {
        if (Math.Max(shape.Y, shape.Z) > LaunchShape.MostDownOrDeep)
        {
            throw new GpuException(
                $"{name}: {shape.X} x {shape.Y} x {shape.Z} blocks, of which CUDA launches {LaunchShape.MostDownOrDeep} in the second and third direction: use a smaller batch size");
        }

        var known = _kernels.TryGetValue((kernel, shape.Threads), out var entry);
        if (!known)
        {
            compiling?.Invoke(name);
            var variant = new KernelVariant(kernel, shape.Threads, 0, name, shape.Resident);
            entry = (inventory ? null : Compile<TLauncher>(variant), variant);
        }

        if (shape.SharedBytes > entry.Variant.SharedBytes)
        {
            if (shape.SharedBytes > LaunchShape.SharedBytesForFree && entry.Launcher?.GetKernel() is CudaKernel cuda)
                CudaDriver.AllowShared(cuda.FunctionPtr, shape.SharedBytes);
            entry.Variant = entry.Variant with { SharedBytes = shape.SharedBytes };
        }

        _kernels[(kernel, shape.Threads)] = entry;
        Threads += (long)shape.X * shape.Y * shape.Z * shape.Threads;
        return (TLauncher)entry.Launcher!;
    }

    private TLauncher Compile<TLauncher>(KernelVariant variant)
        where TLauncher : Delegate
    {
        accelerator.Bind();
        try
        {
            return accelerator.LoadKernel<TLauncher>(variant.Method, variant.Specialization);
        }
        catch (Exception e)
        {
            throw new GpuException($"kernel {variant.Launch} ({variant.Method.DeclaringType?.Name}.{variant.Method.Name}) does not compile for {accelerator.Name}: {e.Message}", e);
        }
    }

    private Launch Wrap(string name, MethodInfo kernel, LaunchShape shape, object[] arguments, Action run)
    {
        if (inventory)
        {
            _bound.Add(new BoundKernel(name, _kernels[(kernel, shape.Threads)].Variant, shape, arguments));
            return new Launch(name, () => throw new InvalidOperationException($"{name}: an inventory has no kernels to run"));
        }

        return accelerator.AcceleratorType == AcceleratorType.CPU
            ? new Launch(name, () =>
            {
                lock (OneAtATime) run();
            })
            : new Launch(name, run);
    }
}
