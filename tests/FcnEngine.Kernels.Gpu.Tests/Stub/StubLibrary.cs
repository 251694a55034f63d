using System.Diagnostics;

namespace FcnEngine.Kernels.Gpu.Tests.Stub;

/// <summary>Builds <c>stub_cuda.c</c> with the system's C compiler.</summary>
internal static class StubLibrary
{
    public const string WhyNot = "no C compiler (cc) on the PATH of a Linux machine to build the stub CUDA driver with";

    /// <summary>The path of <c>libcuda.so.1</c> in a new folder; null where it cannot be built.</summary>
    public static string? Build()
    {
        var compiler = Environment.GetEnvironmentVariable("PATH")?.Split(':').Select(path => Path.Combine(path, "cc")).FirstOrDefault(File.Exists);
        if (!OperatingSystem.IsLinux() || compiler is null) return null;
        var source = Path.Combine(AppContext.BaseDirectory, "Stub", "stub_cuda.c");
        var library = Path.Combine(Directory.CreateTempSubdirectory("stub-cuda").FullName, "libcuda.so.1");
        using var process = Process.Start(new ProcessStartInfo(compiler, ["-O1", "-shared", "-fPIC", "-o", library, source]))!;
        process.WaitForExit();
        return process.ExitCode == 0 ? library : throw new InvalidOperationException($"cc does not build {source}");
    }
}
