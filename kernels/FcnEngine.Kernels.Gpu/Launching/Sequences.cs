using FcnEngine.Execution;
using ILGPU.Runtime;

namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>Launches queued one by one.</summary>
internal sealed class PlainSequence(IReadOnlyList<Launch> launches) : LaunchSequence
{
    private readonly Action[] _runs = [.. launches.Select(l => l.Run)];

    public override void Run()
    {
        foreach (var run in _runs) run();
    }
}

/// <summary>
/// Launches captured once as a CUDA graph and replayed as a whole: one driver call a step, and no gap between kernels for the
/// host to fill. Inputs and the learning rate are read from device memory, so the capture holds for every step. A kernel waits for
/// those it comes after and for no other, so that what fills a part of the card only runs beside the rest.
/// </summary>
internal sealed class GraphSequence : LaunchSequence
{
    private readonly Accelerator _accelerator;
    private readonly IntPtr _stream;
    private readonly IReadOnlyList<Launch> _launches; // holds the kernels and buffers that the graph points to
    private IntPtr _graph, _executable;

    /// <param name="after">For each launch the earlier ones it comes after.</param>
    public GraphSequence(Accelerator accelerator, IntPtr stream, IReadOnlyList<Launch> launches, IReadOnlyList<IReadOnlyList<int>> after)
    {
        _accelerator = accelerator;
        _stream = stream;
        _launches = [.. launches];
        accelerator.Bind();
        CudaDriver.BeginCapture(stream);
        try
        {
            if (CudaDriver.OrdersCaptures) Capture(after);
            else foreach (var launch in _launches) launch.Run();
        }
        finally
        {
            _graph = CudaDriver.EndCapture(stream);
        }

        _executable = CudaDriver.Instantiate(_graph);
    }

    /// <summary>Before each launch the stream is told which nodes it comes after; at the end, those that nothing came after.</summary>
    private void Capture(IReadOnlyList<IReadOnlyList<int>> after)
    {
        var ends = new IntPtr[_launches.Count][];
        for (var i = 0; i < _launches.Count; i++)
        {
            CudaDriver.CaptureAfter(_stream, [.. after[i].SelectMany(before => ends[before]).Distinct()]);
            _launches[i].Run();
            ends[i] = CudaDriver.CaptureEnds(_stream);
        }

        var followed = after.SelectMany(each => each).ToHashSet();
        CudaDriver.CaptureAfter(_stream, [.. ends.Where((_, i) => !followed.Contains(i)).SelectMany(each => each).Distinct()]);
    }

    public override void Run()
    {
        ObjectDisposedException.ThrowIf(_executable == 0, this);
        _accelerator.Bind();
        CudaDriver.LaunchGraph(_executable, _stream);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _executable != 0)
        {
            _accelerator.Bind();
            CudaDriver.DestroyGraph(_executable, _graph);
            _executable = _graph = 0;
        }

        base.Dispose(disposing);
    }
}
