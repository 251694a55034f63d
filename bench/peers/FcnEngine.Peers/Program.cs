using FcnEngine.Peers.Compare;
using FcnEngine.Peers.Onnx;
using FcnEngine.Peers.Ours;

// compare --libtorch DLL --fcn DLL --commit HASH --vectors 512|256: takes turns, prints the table. The rest are the turns' processes.
return args switch
{
    ["compare", .. var options] => Comparison.Run(options),
    ["ours", var workload, var threads, var batch] => OurWorkload.Serve(workload, int.Parse(threads), int.Parse(batch)),
    ["onnx", "fcn-inference", var threads, var batch] => OnnxWorkload.Serve(int.Parse(threads), int.Parse(batch)),
    ["peak"] => PeakShares.Serve(),
    ["profile", var network, var threads, var batch] => StepProfile.Print(network, int.Parse(threads), int.Parse(batch)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: bench/peers/cpu.sh, or: compare OPTIONS | ours WORKLOAD THREADS BATCH | onnx fcn-inference THREADS BATCH | peak | profile fcn|fc THREADS BATCH");
    return 2;
}
