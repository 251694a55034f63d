using System.CommandLine;
using FcnEngine.Execution;
using FcnEngine.GpuCheck.Catalogue;
using FcnEngine.GpuCheck.Compiling;
using FcnEngine.GpuCheck.Modelling;
using FcnEngine.Kernels.Gpu.Launching;

namespace FcnEngine.GpuCheck;

/// <summary>Words -> a check, a list or a table. Exit code 0: all is right; 1: something is wrong; 2: the check cannot be made.</summary>
internal static class CommandLine
{
    public static int Run(string[] words, TextWriter output, TextWriter error)
    {
        try
        {
            var parsed = Root(output, error).Parse(words);
            if (parsed.Errors is [var first, ..]) throw new CheckException($"{first.Message.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal).TrimEnd('.')}; see --help");
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is CheckException or GpuException or OutOfDeviceMemoryException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"gpu-check: {e.Message}");
            return 2;
        }
    }

    private static RootCommand Root(TextWriter output, TextWriter error)
    {
        var device = new Option<string>("--device") { Description = "cuda, opencl, opencl-cpu (for trials) or simulator (thread by thread on the CPU; slow)", DefaultValueFactory = _ => "cuda" };
        device.AcceptOnlyFromAmong("cuda", "opencl", "opencl-cpu", "simulator");
        var index = new Option<int>("--index") { Description = "Which device of its kind" };
        var folder = new Option<string>("--output") { Description = "Where the report goes", DefaultValueFactory = _ => Path.Combine("bench", "results") };
        var only = new Option<string>("--cases") { Description = "Only cases whose name contains this", DefaultValueFactory = _ => "" };
        var steps = new Option<int?>("--steps") { Description = "Training steps to compare, 0 for none; 50, or 3 of small networks with --quick" };
        var quick = new Option<bool>("--quick") { Description = "Small cases and networks, no times; always so on a simulator and an OpenCL CPU device" };
        var parts = new Option<string?>("--parts") { Description = "Some of cases,training,rates,tuning,times with commas between them; all, or with --quick cases,training" };
        var list = new Option<bool>("--list") { Description = "Only print the cases, a line each: op direction variant" };
        var root = new RootCommand("Holds every GPU kernel against float64 and whole training steps against the CPU's, times them, and writes a report.")
        {
            device, index, folder, only, steps, quick, parts, list, Summary(output), Table(error), Model(output, error),
        };
        root.SetAction(parsed =>
        {
            if (parsed.GetValue(list))
            {
                foreach (var kernel in GpuCases.All) output.WriteLine(kernel.Name);
                return 0;
            }

            var options = new CheckOptions(
                parsed.GetValue(device)!, parsed.GetValue(index), parsed.GetValue(quick), parsed.GetValue(steps), parsed.GetValue(only)!, PartsOf(parsed.GetValue(parts)));
            return new CardCheck(options, output, error).Run(parsed.GetValue(folder)!);
        });
        return root;
    }

    private static CheckParts? PartsOf(string? words) => words?.Split(',').Aggregate(CheckParts.None, (parts, word) =>
        Enum.TryParse<CheckParts>(word, ignoreCase: true, out var part) && !int.TryParse(word, out _) ? parts | part
            : throw new CheckException($"--parts {words}: there is no part '{word}'; there are cases, training, rates, tuning, times"));

    private static Command Summary(TextWriter output)
    {
        var file = new Option<string>("--output") { Description = "The file to write", Required = true };
        var command = new Command("ptx-summary", "Writes the counts of every kernel's PTX that a test compares") { file };
        command.SetAction(parsed =>
        {
            File.WriteAllLines(parsed.GetValue(file)!, PtxSummary.Lines(KernelCatalogue.All));
            output.WriteLine($"{KernelCatalogue.All.Count} kernels in {parsed.GetValue(file)}");
            return 0;
        });
        return command;
    }

    private static Command Table(TextWriter error)
    {
        var ptxas = new Option<string>("--ptxas") { Description = "Path of NVIDIA's ptxas; cuobjdump lies beside it", Required = true };
        var file = new Option<string>("--output") { Description = "The Markdown file to write", Required = true };
        var only = new Option<string>("--kernels") { Description = "Only kernels whose name contains one of these, separated by |", DefaultValueFactory = _ => "" };
        var target = new Option<string>("--target") { Description = "Only this target, as in sm_90", DefaultValueFactory = _ => "" };
        var keep = new Option<string?>("--keep") { Description = "A folder for the PTX and the disassembly of each kernel" };
        var command = new Command("ptxas-table", "Assembles every kernel and lists registers, spills, shared memory and instructions") { ptxas, file, only, target, keep };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(ptxas)!;
            if (!File.Exists(path)) throw new CheckException($"--ptxas {path}: there is no such file");
            var table = new PtxasTable(path, parsed.GetValue(target)!, parsed.GetValue(keep));
            var wanted = parsed.GetValue(only)!.Split('|');
            var kernels = table.Assemble(
                [.. KernelCatalogue.All.Where(kernel => wanted.Any(word => kernel.Name.Contains(word, StringComparison.Ordinal)))], error.WriteLine);
            File.WriteAllText(parsed.GetValue(file)!, PtxasReport.Markdown(table.Version, kernels));
            foreach (var dirty in kernels.Where(kernel => !kernel.IsClean))
                error.WriteLine($"{dirty.Target} {dirty.Kernel.Name}: {dirty.StackBytes} bytes of stack, {dirty.SpillBytes} spilled, {dirty.Registers} registers");
            return kernels.All(kernel => kernel.IsClean) ? 0 : 1;
        });
        return command;
    }

    private static Command Model(TextWriter output, TextWriter error)
    {
        var ptxas = new Option<string>("--ptxas") { Description = "Path of NVIDIA's ptxas; cuobjdump lies beside it", Required = true };
        var card = new Option<string>("--card") { Description = "The card whose rates are taken", DefaultValueFactory = _ => "h200" };
        card.AcceptOnlyFromAmong("h200", "h100");
        var only = new Option<string>("--only") { Description = "Only workloads whose name contains this", DefaultValueFactory = _ => "" };
        var command = new Command("model", "Estimates the times of the lab's steps from launch shapes, instruction counts and bytes; measures nothing") { ptxas, card, only };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(ptxas)!;
            if (!File.Exists(path)) throw new CheckException($"--ptxas {path}: there is no such file");
            var rates = parsed.GetValue(card) == "h200" ? CardRates.H200 : CardRates.H100;
            output.Write(new ModelReport(new PtxasTable(path, "sm_90"), rates, error.WriteLine).Write(parsed.GetValue(only)!));
            return 0;
        });
        return command;
    }
}
