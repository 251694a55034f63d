using FcnEngine.Execution;
using FcnEngine.Tensors;

namespace FcnEngine.Kernels.Cpu.Tests;

public class DeviceTests
{
    [Fact]
    public void Memory_comes_zeroed_and_aligned()
    {
        using var device = new CpuDevice(new CpuOptions(Threads: 1));
        foreach (var length in new[] { 1, 1000, 5_000_000 })
        {
            using var memory = device.Allocate(length);
            var bytes = new byte[length];
            Array.Fill(bytes, (byte)9);
            memory.Download(0, bytes);
            Assert.All(bytes.Where((_, i) => i % 977 == 0), value => Assert.Equal(0, value));
            unsafe
            {
                Assert.Equal(0, (nint)((Memory.CpuMemory)memory).Start % DeviceMemory.Alignment);
            }
        }
    }

    [Fact]
    public void A_copy_past_the_end_is_refused()
    {
        using var device = new CpuDevice(new CpuOptions(Threads: 1));
        using var memory = device.Allocate(100);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Upload(98, [1, 2, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Download(-1, new byte[2]));
    }

    [Fact]
    public void An_allocation_beyond_the_address_space_names_the_remedy()
    {
        using var device = new CpuDevice(new CpuOptions(Threads: 1));
        var error = Assert.Throws<OutOfDeviceMemoryException>(() => device.Allocate(long.MaxValue / 2));
        Assert.Contains("smaller batch", error.Message, StringComparison.Ordinal);
        Assert.True(device.AvailableBytes > 1 << 20);
    }

    [Fact]
    public void The_name_tells_threads_and_vectors()
    {
        using var device = new CpuDevice(new CpuOptions(Threads: 1, WidestVector: VectorWidth.Vector128));
        Assert.Equal("cpu (1 thread, Vector128)", device.Name);
        Assert.Throws<ArgumentException>(() => new CpuDevice(new CpuOptions(Threads: -1)));
    }

    [Fact]
    public void A_tensor_of_the_wrong_shape_or_type_is_refused_when_a_kernel_is_bound()
    {
        using var device = new TestDevice(1);
        var error = Assert.Throws<ArgumentException>(() => device.Kernels.MatMul(device.Random([2, 3]), device.Random([4, 5]), device.Output([2, 5])));
        Assert.Contains("(3, 5)", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => device.Kernels.Relu(device.Bytes([4]), device.Output([4])));
        Assert.Throws<ArgumentException>(() => device.Kernels.Fill(1, device.Empty(TensorType.Int32([4]))));
    }
}
