using FcnEngine.Peers;
using FcnEngine.Peers.Libtorch;

// libtorch WORKLOAD THREADS BATCH: one workload of the comparison, in TorchSharp.
StandardLibrary.Accept(AppContext.BaseDirectory);
var (step, remark) = TorchWorkload.Create(args[1], int.Parse(args[2]), int.Parse(args[3]));
Turns.Serve(step, remark);
