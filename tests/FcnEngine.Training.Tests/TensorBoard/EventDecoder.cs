using System.Text.Json;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.TensorBoard;

/// <summary>An independent reader of event files: protoc's Python classes for <c>events.proto</c>. Tests are skipped where it is not installed.</summary>
internal static class EventDecoder
{
    private static readonly Lazy<(string? Python, string Folder)> s_reader = new(Prepare);

    /// <summary>Every event of a file as JSON.</summary>
    public static IReadOnlyList<JsonElement> Decode(string path)
    {
        var (python, folder) = s_reader.Value;
        Assert.SkipUnless(python is not null, "protoc, or a Python with google.protobuf, is not here: install protobuf-compiler and python3-protobuf");
        var (code, output, error) = ExternalProgram.Run(python!, Path.Combine(AppContext.BaseDirectory, "TensorBoard", "decode_events.py"), folder, path);
        Assert.True(code == 0, error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>The only event file of a folder.</summary>
    public static string FileIn(string folder) => Assert.Single(Directory.GetFiles(folder, "*tfevents*"));

    private static (string?, string) Prepare()
    {
        var folder = Directory.CreateTempSubdirectory("fcn-protoc-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        if (ExternalProgram.Run("protoc", "--version").Code != 0) return (null, folder);
        var source = Path.Combine(AppContext.BaseDirectory, "TensorBoard");
        var (code, _, error) = ExternalProgram.Run("protoc", $"--proto_path={source}", $"--python_out={folder}", "events.proto");
        if (code != 0) throw new InvalidOperationException(error);
        string[] pythons = ["python3", "/usr/bin/python3"];
        return (pythons.FirstOrDefault(python => ExternalProgram.Run(python, "-c", "import google.protobuf").Code == 0), folder);
    }
}
