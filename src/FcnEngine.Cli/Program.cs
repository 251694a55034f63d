using FcnEngine.Cli;
using FcnEngine.Cli.Hosting;

return CommandLine.Run(args, CliHost.OfProcess());
