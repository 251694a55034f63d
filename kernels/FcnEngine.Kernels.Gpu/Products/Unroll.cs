namespace FcnEngine.Kernels.Gpu.Products;

/// <summary>A body that is run a fixed number of times with a constant argument.</summary>
public interface IStep
{
    void Run(int i);
}

/// <summary>Unrolling by hand, once for all kernels: ILGPU 1.5.3 unrolls no loop.</summary>
public static class Unroll
{
    public static void Four<TStep>(ref TStep step) where TStep : struct, IStep
    {
        step.Run(0);
        step.Run(1);
        step.Run(2);
        step.Run(3);
    }

    public static void Eight<TStep>(ref TStep step) where TStep : struct, IStep
    {
        Four(ref step);
        step.Run(4);
        step.Run(5);
        step.Run(6);
        step.Run(7);
    }

    public static void Sixteen<TStep>(ref TStep step) where TStep : struct, IStep
    {
        Eight(ref step);
        step.Run(8);
        step.Run(9);
        step.Run(10);
        step.Run(11);
        step.Run(12);
        step.Run(13);
        step.Run(14);
        step.Run(15);
    }
}
