using System.Diagnostics;

namespace FcnEngine.Training.Tests.Support;

/// <summary>A program of someone else's, run to its end.</summary>
internal static class ExternalProgram
{
    /// <returns>Its exit code and what it wrote; a code of -1 where there is no such program.</returns>
    public static (int Code, string Output, string Error) Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.Result);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (-1, "", missing.Message);
        }
    }
}
