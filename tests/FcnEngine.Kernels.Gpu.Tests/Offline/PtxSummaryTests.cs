using FcnEngine.GpuCheck.Catalogue;
using FcnEngine.GpuCheck.Compiling;

namespace FcnEngine.Kernels.Gpu.Tests.Offline;

/// <summary>
/// The PTX of every kernel variant for sm_80, sm_90 and sm_120, held against <c>ptx-summary.txt</c>: shared memory, tensor-core
/// products, copies, and accesses by width. Where a difference is meant, write the file anew:
/// <c>dotnet run -c Release --project bench/FcnEngine.GpuCheck -- ptx-summary --output tests/FcnEngine.Kernels.Gpu.Tests/Offline/ptx-summary.txt</c>
/// </summary>
public sealed class PtxSummaryTests
{
    private static readonly Lazy<string[]> s_lines = new(() => PtxSummary.Lines(KernelCatalogue.All));

    [Fact]
    public void Every_kernel_compiles_to_the_PTX_that_was_committed()
    {
        var expected = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Offline", "ptx-summary.txt"));
        string[] gone = [.. expected.Except(s_lines.Value)], come = [.. s_lines.Value.Except(expected)];
        Assert.True(gone.Length + come.Length == 0, $"""
            The PTX of {come.Length} kernels differs from ptx-summary.txt. If that is meant, write it anew (see {nameof(PtxSummaryTests)}).
            {string.Join('\n', gone.Take(10).Select(line => "- " + line))}
            {string.Join('\n', come.Take(10).Select(line => "+ " + line))}
            """);
    }

    [Fact]
    public void Each_target_is_written_for_itself_with_the_oldest_PTX_that_knows_it() =>
        Assert.All(s_lines.Value, line => Assert.Contains("sm_80 PTX 7.0 and sm_90 PTX 8.0 and sm_120 PTX 8.7: ", line, StringComparison.Ordinal));

    [Fact]
    public void No_kernel_uses_local_memory_or_calls_a_function() => Assert.All(s_lines.Value, line =>
    {
        Assert.Contains("local 0, ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("call", line, StringComparison.Ordinal);
        Assert.DoesNotContain(".local.", line, StringComparison.Ordinal);
    });

    [Fact]
    public void Tensor_core_kernels_copy_while_they_compute_and_read_16_bytes_at_a_time()
    {
        var lines = s_lines.Value.Where(line => line.Contains("Tensor.Run<", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            Assert.Contains(line.Contains("OneBf16", StringComparison.Ordinal) ? "mma.bf16 " : "mma.tf32 ", line, StringComparison.Ordinal);
            // Where the first layer's strips start in the image is up to its padding.
            Assert.Contains(line.StartsWith("First", StringComparison.Ordinal) ? "cp.async.ca " : "cp.async.cg ", line, StringComparison.Ordinal);
            Assert.Contains("ld.shared.v4 ", line, StringComparison.Ordinal);
        });
    }
}
