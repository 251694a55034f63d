using System.Reflection;
using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;

namespace FcnEngine.Kernels.Gpu.Intrinsics;

/// <summary>The PTX an intrinsic turns into.</summary>
/// <remarks>
/// $0.. are its result registers, %0.. its argument registers, structs flattened in field order. A <c>ref</c> argument is a
/// 64-bit address in its own state space wherever ILGPU could infer that, since it drops the cast to generic: a template must
/// not convert a shared address again.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PtxAttribute(string template) : Attribute
{
    public string Template => template;

    /// <summary>The <c>ref</c> argument that must be in shared memory, -1 for none.</summary>
    public int Shared { get; init; } = -1;
}

/// <summary>
/// Instructions that ILGPU 1.5.3 has no word for. The C# body of each computes the same thing and is what ILGPU's CPU
/// accelerator runs, so a kernel built on them is tested without a GPU.
/// </summary>
public static partial class Ptx
{
    private static readonly Dictionary<MethodInfo, PtxAttribute> Templates = [];

    /// <summary>Call once per context, before its backend or accelerator is created.</summary>
    public static void Register(Context context)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (var method in typeof(Ptx).GetMethods(BindingFlags.Public | BindingFlags.Static))
        {
            if (method.GetCustomAttribute<PtxAttribute>() is not { } ptx) continue;
            lock (Templates) Templates[method] = ptx;
            context.GetIntrinsicManager().RegisterMethod(
                method, new PTXIntrinsic(typeof(PtxText), nameof(PtxText.Generate), IntrinsicImplementationMode.GenerateCode));
        }
    }

    internal static PtxAttribute Template(MethodInfo method)
    {
        lock (Templates) return Templates[method];
    }
}
