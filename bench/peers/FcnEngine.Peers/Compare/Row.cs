namespace FcnEngine.Peers.Compare;

/// <summary>One line of the comparison: the same work, threads and batch in two engines.</summary>
/// <param name="Workload"><c>fcn-step</c>, <c>fc-step</c> or <c>fcn-inference</c>.</param>
/// <param name="Against"><c>libtorch</c> or <c>onnx</c>.</param>
/// <param name="Goal">The ratio, peer over ours, that is asked for; 0 where none is.</param>
internal sealed record Row(string Workload, int Threads, int Batch, string Against, double Goal, double Moonshot)
{
    public static IReadOnlyList<Row> All { get; } =
    [
        new("fcn-step", 1, 1, "libtorch", 1.2, 1.7),
        new("fcn-step", 2, 1, "libtorch", 1.2, 1.6),
        new("fcn-step", 2, 8, "libtorch", 1.2, 1.6),
        new("fc-step", 1, 1, "libtorch", 2.5, 4),
        new("fc-step", 2, 1, "libtorch", 2.5, 4),
        new("fcn-inference", 1, 1, "onnx", 1.0, 1.3),
        new("fcn-inference", 2, 1, "onnx", 1.0, 1.3),
        new("fcn-inference", 1, 1, "libtorch", 0, 0),
    ];

    public string Title => $"{Workload.Replace('-', ' ')}, batch {Batch}, {Threads} {(Threads == 1 ? "thread" : "threads")}";
}
