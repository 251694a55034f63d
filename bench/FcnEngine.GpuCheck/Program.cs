using FcnEngine.GpuCheck;

return CommandLine.Run(args, Console.Out, Console.Error);
