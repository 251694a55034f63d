namespace FcnEngine.Peers.Compare;

/// <summary>What bench/peers/cpu.sh hands over.</summary>
/// <param name="Libtorch">The program of libtorch's side; null leaves its rows out.</param>
/// <param name="Fcn">The engine's command line, whose memory is measured; null leaves that out.</param>
/// <param name="Data">A folder with records for it.</param>
/// <param name="Commit">What was built.</param>
/// <param name="Vectors">512, or 256 for the code paths without AVX-512.</param>
/// <param name="Rounds">Turns that each engine gets in a row of the table.</param>
/// <param name="Only">Rows whose title contains this; null for all.</param>
/// <param name="Hold">Whether the cores a turn leaves free are held, for machines where other work never ends.</param>
internal sealed record Options(string? Libtorch, string? Fcn, string? Data, string Commit, int Vectors, int Rounds, string? Only, bool Hold)
{
    public static Options Parse(string[] args)
    {
        string? Value(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        return new Options(
            Value("--libtorch"), Value("--fcn"), Value("--data"), Value("--commit") ?? "unknown",
            int.Parse(Value("--vectors") ?? "512"), int.Parse(Value("--rounds") ?? "5"), Value("--only"), args.Contains("--hold"));
    }

    /// <summary>What turns AVX-512 off in each engine: the .NET runtime's switch, and those of libtorch's own kernels, oneDNN and MKL.</summary>
    /// <remarks>ONNX Runtime has no such switch: its rows keep AVX-512 and are left out.</remarks>
    public IReadOnlyDictionary<string, string> Environment => Vectors == 512
        ? new Dictionary<string, string>()
        : new Dictionary<string, string>
        {
            ["DOTNET_EnableAVX512"] = "0",
            ["DOTNET_EnableAVX512F"] = "0",
            ["ATEN_CPU_CAPABILITY"] = "avx2",
            ["ONEDNN_MAX_CPU_ISA"] = "AVX2",
            ["MKL_ENABLE_INSTRUCTIONS"] = "AVX2",
        };
}
