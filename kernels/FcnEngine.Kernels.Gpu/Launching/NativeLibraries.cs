using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>Finds the driver libraries under the names that machines without developer packages have.</summary>
internal static class NativeLibraries
{
    /// <summary>A CUDA driver to load instead of the system's; tests set it before anything asks for one.</summary>
    internal static string? CudaPath { get; set; }

    private static readonly Lock Gate = new();
    private static bool installed;

    /// <summary>
    /// Makes ILGPU and this assembly find <c>libcuda.so.1</c> and <c>libOpenCL.so.1</c>; ILGPU itself asks for the names
    /// without a version, which only developer packages install. Safe to call again.
    /// </summary>
    public static void Install()
    {
        lock (Gate)
        {
            if (installed) return;
            installed = true;
            NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);
            try
            {
                // On WSL ILGPU sets a resolver of its own and would fail on finding one.
                if (!IsWsl()) NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, Resolve);
            }
            catch (InvalidOperationException)
            {
                // The host program has set one first: it knows best.
            }
        }
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        foreach (var candidate in Candidates(name))
            if (NativeLibrary.TryLoad(candidate, assembly, path, out var handle))
                return handle;
        return IntPtr.Zero;
    }

    internal static string[] Candidates(string name) => name switch
    {
        "cuda" when CudaPath is { } path => [path],
        "cuda" when OperatingSystem.IsLinux() => ["libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1"],
        "cuda" when OperatingSystem.IsWindows() => ["nvcuda.dll"],
        "OpenCL" when OperatingSystem.IsLinux() => ["libOpenCL.so.1"],
        _ => [],
    };

    private static bool IsWsl() => OperatingSystem.IsLinux() && Directory.Exists("/usr/lib/wsl/lib");
}
