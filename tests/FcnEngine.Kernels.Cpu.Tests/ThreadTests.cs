using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Threading;
using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Kernels.Cpu.Tests;

/// <summary>Threads: every item once, the same bits however many there are, nothing allocated.</summary>
public class ThreadTests
{
    [Fact]
    public void Every_item_runs_once_in_every_run()
    {
        using var crew = new WorkerCrew(5);
        var counts = new int[97];
        for (var run = 0; run < 2000; run++)
        {
            if (run % 500 == 0) Thread.Sleep(2); // long enough for the workers to fall asleep
            crew.Run(run % counts.Length, (item, _) => Interlocked.Increment(ref counts[item]));
        }

        // run r touches item i when r % 97 > i
        var expected = Enumerable.Range(0, 97).Select(item => Enumerable.Range(0, 2000).Count(run => run % 97 > item));
        Assert.Equal(expected, counts);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        var one = Results(1);
        Assert.Equal(one, Results(2));
        Assert.Equal(one, Results(5));
    }

    [Fact]
    public void A_launch_allocates_nothing()
    {
        using var device = new TestDevice();
        var g = Conv2dGeometry.Create([1, 16, 16, 20], [3, 3, 20, 30], 1, Padding.Same);
        var pool = Pool2dGeometry.Create(g.OutputShape, 2, 2, Padding.Same);
        var (input, weight) = (device.Random(g.InputShape), device.Random(g.WeightShape));
        using var sequence = device.Device.Bind([
            device.Kernels.Conv2d(g, input, weight, null, true, device.Output(g.OutputShape)),
            device.Kernels.Conv2dReluMaxPool2d(g, pool, input, weight, null, device.Output(pool.OutputShape), device.Bytes(pool.OutputShape)),
            device.Kernels.MatMul(device.Random([3, 100]), device.Random([100, 70]), device.Output([3, 70])),
            device.Kernels.MeanSoftmaxCrossEntropy(device.Random([5000, 2]), device.Labels([5000], 2), device.Output(Shape.Scalar), null)]);
        for (var i = 0; i < 3; i++) sequence.Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) sequence.Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static float[] Results(int threads)
    {
        using var device = new TestDevice(threads);
        var g = Conv2dGeometry.Create([3, 13, 11, 9], [3, 3, 9, 50], 1, Padding.Same);
        var (input, weight, gradient) = (device.Random(g.InputShape), device.Random(g.WeightShape), device.Random(g.OutputShape));
        var (left, right) = (device.Random([2, 9000]), device.Random([9000, 30]));
        var labels = device.Labels([50000], 2);
        DeviceTensor[] results = [
            device.Output(g.OutputShape), device.Output(g.InputShape), device.Output(g.WeightShape),
            device.Output([2, 30]), device.Output(Shape.Scalar), device.Output([50]), device.Output(Shape.Scalar)];
        Launch[] launches = [
            device.Kernels.Conv2d(g, input, weight, null, true, results[0]),
            device.Kernels.Conv2dInputGradient(g, gradient, weight, results[1]),
            device.Kernels.Conv2dWeightGradient(g, input, gradient, new GradientTarget.Store(results[2])),
            device.Kernels.MatMul(left, right, results[3]),
            device.Kernels.MeanSoftmaxCrossEntropy(device.Random([50000, 2]), labels, results[4], null),
            device.Kernels.BiasGradient(gradient, new GradientTarget.Store(results[5])),
            device.Kernels.Mean(left, results[6])];
        foreach (var launch in launches) launch.Run();
        return [.. results.SelectMany(result => result.ToArray<float>())];
    }
}
