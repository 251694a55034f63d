using FcnEngine.Kernels.Gpu.Intrinsics;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>
/// What all tensor-core products share: while one stage is multiplied the next is copied into the other buffer, with one barrier
/// a stage.
/// </summary>
public static class MainLoop
{
    public const int StageDepth = 32;

    /// <summary>This warp's tile of left * right over the stages [first, end), added to <paramref name="total"/>.</summary>
    public static void Run<TTile, TLeft, TRight, TArithmetic>(ref TLeft left, ref TRight right, int first, int end, ref WarpTile total)
        where TTile : struct, IBlockTile
        where TLeft : struct, ILeftOperand
        where TRight : struct, IRightOperand
        where TArithmetic : struct, IArithmetic
    {
        right.Copy(first, 0, left.Tap);
        left.Copy(first, 0);
        Ptx.CommitCopies();
        // One count, not stage and end: where no factor asks for the stage, a register less.
        int remaining = end - first, buffer = 0;
        while (remaining > 0)
        {
            var stage = end - remaining;
            Ptx.AwaitCopies();
            Group.Barrier(); // this stage has arrived for all, and all have read the other buffer
            if (remaining > 1)
            {
                right.Copy(stage + 1, buffer ^ 1, left.Tap);
                left.Copy(stage + 1, buffer ^ 1);
                Ptx.CommitCopies();
            }

            if (TArithmetic.SumsOutside)
            {
                var sum = new WarpTile();
                default(TArithmetic).Multiply(ref sum, left.Load(stage, buffer, 0), right.Load(stage, buffer, 0), TTile.Wide);
                default(TArithmetic).Multiply(ref sum, left.Load(stage, buffer, 1), right.Load(stage, buffer, 1), TTile.Wide);
                total.Add(sum, TTile.Wide);
            }
            else
            {
                default(TArithmetic).Multiply(ref total, left.Load(stage, buffer, 0), right.Load(stage, buffer, 0), TTile.Wide);
                default(TArithmetic).Multiply(ref total, left.Load(stage, buffer, 1), right.Load(stage, buffer, 1), TTile.Wide);
            }

            remaining--;
            buffer ^= 1;
        }
    }
}
