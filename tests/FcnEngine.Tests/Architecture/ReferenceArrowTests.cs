using System.Xml.Linq;

namespace FcnEngine.Tests.Architecture;

/// <summary>Which project may know which: the arrows of docs/architecture.md, read from the project files.</summary>
public class ReferenceArrowTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string, string[]> Arrows() => new()
    {
        { "src/FcnEngine", [] },
        { "src/FcnEngine.Data", [] },
        { "src/FcnEngine.Training", ["FcnEngine", "FcnEngine.Data"] },
        { "src/FcnEngine.Cli", ["FcnEngine.Training", "FcnEngine.Kernels.Cpu", "FcnEngine.Kernels.Gpu"] },
        { "kernels/FcnEngine.Kernels.Cpu", ["FcnEngine"] },
        { "kernels/FcnEngine.Kernels.Gpu", ["FcnEngine"] },
        { "tests/FcnEngine.Reference", ["FcnEngine"] },
        { "tests/FcnEngine.Testing", ["FcnEngine", "FcnEngine.Reference"] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void A_project_references_those_below_it_and_no_other(string project, string[] expected) =>
        Assert.Equal(expected.Order(), References(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension).Order());

    [Fact]
    public void Every_project_that_is_shipped_has_its_arrows_written_down()
    {
        var shipped = new[] { "src", "kernels" }.SelectMany(folder => Directory.GetDirectories(Path.Combine(Root, folder)))
            .Where(folder => Directory.GetFiles(folder, "*.csproj").Length > 0)
            .Select(folder => Path.GetRelativePath(Root, folder).Replace('\\', '/'));
        Assert.Empty(shipped.Except(Arrows().Select(row => row.Data.Item1)));
    }

    [Theory]
    [InlineData("src/FcnEngine")]
    [InlineData("kernels/FcnEngine.Kernels.Cpu")]
    public void The_core_and_the_CPU_kernels_need_no_package(string project) => Assert.Empty(References(project, "PackageReference"));

    [Fact]
    public void Only_the_GPU_kernels_know_ILGPU()
    {
        var projects = Arrows().Select(row => row.Data.Item1);
        Assert.Equal(["kernels/FcnEngine.Kernels.Gpu"], projects.Where(project => References(project, "PackageReference").Any(name => name.StartsWith("ILGPU", StringComparison.Ordinal))));
    }

    [Fact]
    public void The_assembly_of_the_core_references_the_runtime_alone() =>
        Assert.All(typeof(FcnEngine.Graphs.Graph).Assembly.GetReferencedAssemblies(), name => Assert.StartsWith("System.", name.Name, StringComparison.Ordinal));

    private static string[] References(string project, string kind)
    {
        var file = Directory.GetFiles(Path.Combine(Root, project), "*.csproj").Single();
        return [.. XDocument.Load(file).Descendants(kind).Select(element => element.Attribute("Include")!.Value.Replace('\\', '/'))];
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FcnEngine.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"no FcnEngine.sln above {AppContext.BaseDirectory}");
    }
}
