using BenchmarkDotNet.Running;
using FcnEngine.Benchmarks;

// dotnet run -c Release --project bench/FcnEngine.Benchmarks -- --filter '*Conv2d*'
// BenchmarkDotNet's own options, and --all-cases for the whole catalogue of the tests instead of the lab's layers.
const string AllCases = "--all-cases";
Catalogue.Whole = args.Contains(AllCases);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. args.Where(arg => arg != AllCases)], new KernelConfig());
