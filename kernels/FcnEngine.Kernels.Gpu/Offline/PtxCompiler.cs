using System.Text.RegularExpressions;
using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Launching;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;

namespace FcnEngine.Kernels.Gpu.Offline;

/// <summary>Compiles kernels to PTX for a card that need not be there.</summary>
internal sealed partial class PtxCompiler : IDisposable
{
    private readonly Context _context;
    private readonly PTXBackend _backend;

    /// <param name="major">The compute capability, as in 9.0.</param>
    public PtxCompiler(int major, int minor)
    {
        var architecture = new CudaArchitecture(major, minor);
        _context = Context.Create(b => b.Optimize(OptimizationLevel.O2));
        Ptx.Register(_context);
        var capabilities = new CudaCapabilityContext(architecture);
        CudaTarget.Set(capabilities, architecture);
        _backend = new PTXBackend(_context, capabilities, architecture, InstructionSet(major), null);
    }

    /// <summary>The kernel's PTX; the text is the same on every run.</summary>
    public string Compile(KernelVariant kernel)
    {
        var entry = EntryPointDescription.FromExplicitlyGroupedKernel(kernel.Method);
        var compiled = (PTXCompiledKernel)_backend.Compile(entry, kernel.Specialization);
        // Node numbers are those of the process: they are renumbered in the order of appearance.
        var names = new Dictionary<string, string>();
        return NodeNumber().Replace(compiled.PTXAssembly, match =>
            names.TryGetValue(match.Value, out var name) ? name : names[match.Value] = $"N{names.Count}");
    }

    public void Dispose()
    {
        _backend.Dispose();
        _context.Dispose();
    }

    /// <summary>The oldest PTX version that knows the target, so that the driver need not be newer than the card asks for.</summary>
    private static CudaInstructionSet InstructionSet(int major) => major switch
    {
        >= 12 => CudaInstructionSet.ISA_87,
        >= 10 => CudaInstructionSet.ISA_86,
        9 => CudaInstructionSet.ISA_80,
        _ => CudaInstructionSet.ISA_70,
    };

    [GeneratedRegex(@"(?<=(?<!\bsm)_)\d{3,}\b|(?<=\bL_)\d+\b")]
    private static partial Regex NodeNumber();
}
