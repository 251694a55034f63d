using System.CommandLine;
using FcnEngine.Cli.Hosting;

namespace FcnEngine.Cli.Commands;

/// <summary><c>fcn devices</c>: what there is to compute on, and what <c>--device auto</c> takes.</summary>
internal static class DevicesCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("devices", "Lists the devices of this machine");
        command.SetAction(_ =>
        {
            foreach (var line in DeviceChoice.Describe()) host.Output.WriteLine(line);
            return ExitCode.Done;
        });
        return command;
    }
}
