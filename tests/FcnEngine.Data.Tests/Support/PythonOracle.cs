using System.Diagnostics;
using System.Text.Json;

namespace FcnEngine.Data.Tests.Support;

/// <summary>Runs a script of <c>Oracles/</c> with a Python that has the module it needs; the test is skipped where there is none.</summary>
internal sealed class PythonOracle
{
    private static readonly string[] s_candidates = ["/usr/bin/python3", "python3", "python"];

    private readonly string _python;
    private readonly string _script;

    public PythonOracle(string script, string module, string package)
    {
        _script = Path.Combine(Repository.Root, "tests", "FcnEngine.Data.Tests", "Oracles", script);
        var python = Array.Find(s_candidates, candidate => Execute(candidate, ["-c", $"import {module}"]) is { Code: 0 });
        Assert.SkipUnless(python is not null, $"no Python with {module} (Debian: {package})");
        _python = python!;
    }

    /// <summary>What the script prints, as JSON.</summary>
    public JsonDocument Run(params string[] arguments)
    {
        var result = Execute(_python, [_script, .. arguments]);
        Assert.True(result is { Code: 0 }, $"{_script} failed: {result?.Error}");
        return JsonDocument.Parse(result!.Value.Output);
    }

    /// <summary>Runs a program; null when it is not there.</summary>
    public static (int Code, string Output, string Error)? Execute(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.GetAwaiter().GetResult());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
