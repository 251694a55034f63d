using System.Globalization;

namespace FcnEngine.Kernels.Cpu.Memory;

/// <summary>How much memory the machine, or the container around the process, has left.</summary>
internal static class PhysicalMemory
{
    /// <summary>
    /// Bytes free for use without swapping, within what a container or a limit on the runtime leaves beside what the process holds; where
    /// the system does not say, that alone.
    /// </summary>
    public static long AvailableBytes()
    {
        var total = Math.Max(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet, 0);
        if (!OperatingSystem.IsLinux()) return total;
        try
        {
            var line = File.ReadLines("/proc/meminfo").FirstOrDefault(text => text.StartsWith("MemAvailable:", StringComparison.Ordinal));
            if (line is null) return total;
            var kibibytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            return Math.Min(total, long.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024);
        }
        catch (IOException)
        {
            return total;
        }
    }
}
