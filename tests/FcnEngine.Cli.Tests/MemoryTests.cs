using System.Globalization;
using System.Text.RegularExpressions;
using FcnEngine.Cli.Tests.Support;

namespace FcnEngine.Cli.Tests;

/// <summary>A process that may use little memory, which a limit on the runtime stands for: the CPU device says it has no more.</summary>
public sealed partial class MemoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_batch_that_cannot_fit_is_refused_in_one_line_and_the_size_it_names_runs()
    {
        ShellScript.SkipWithoutBash();
        Assert.Equal(0, FcnCommand.Run("phantom", "--data_dir", _folder.File("data"), "--images", "40").ExitCode);
        var train = $"DOTNET_GCHeapHardLimit=0x18000000 $FCN train --network fcn --data_dir {_folder.File("data")} --checkpoint_dir {_folder.File("run")} --device cpu --log_dir none --batch_size";
        var refused = ShellScript.Run($"{train} 36");
        var line = refused.Refusal(exitCode: 1);
        Assert.Matches(@"^--batch_size 36 needs \d+\.\d\d GB on cpu \(.*\), which has 0\.\d\d GB free; --batch_size \d+ would fit$", line);
        // The network was not even built.
        Assert.Empty(refused.Output);
        var fits = int.Parse(Fits().Match(line).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        Assert.InRange(fits, 2, 35);
        // Two thirds of it, for the second process may stand a little higher than the first.
        var trained = ShellScript.Run($"{train} {fits * 2 / 3}");
        Assert.True(trained.ExitCode == 0, trained.Error);
    }

    [Fact]
    public void A_network_that_never_fits_is_refused_too()
    {
        ShellScript.SkipWithoutBash();
        Assert.Equal(0, FcnCommand.Run("phantom", "--data_dir", _folder.File("data"), "--images", "3").ExitCode);
        var train = $"DOTNET_GCHeapHardLimit=0x18000000 $FCN train --network fc --data_dir {_folder.File("data")} --checkpoint_dir {_folder.File("run")} --device cpu";
        Assert.EndsWith("; no batch size would fit, so free some memory or choose another --device", ShellScript.Run(train).Refusal(exitCode: 1));
    }

    [GeneratedRegex("--batch_size ([0-9]+) would fit")]
    private static partial Regex Fits();
}
