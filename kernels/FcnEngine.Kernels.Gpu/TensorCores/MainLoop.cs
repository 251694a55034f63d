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

    /// <summary>This warp's part of left * right over the stages [first, end), added to <paramref name="total"/>.</summary>
    /// <param name="depth">Where the factors end; beyond it both are zero.</param>
    public static void Run<TTile, TLeft, TRight, TArithmetic>(ref TLeft left, ref TRight right, int first, int end, int depth, ref WarpSums total)
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

            if (TTile.Tall)
            {
                Half<TTile, TLeft, TRight, TArithmetic>(left, right, stage, buffer, 0, ref total);
                // Nothing is left only in a last stage; but as it may end here, ptxas keeps the halves apart, and their operands fit.
                if (TArithmetic.SumsOutside && stage * StageDepth + StageDepth / 2 >= depth) break;
                Half<TTile, TLeft, TRight, TArithmetic>(left, right, stage, buffer, 1, ref total);
            }
            else if (TArithmetic.SumsOutside)
            {
                var sum = new WarpTile();
                default(TArithmetic).Multiply(ref sum, left.Load(stage, buffer, 0, false), right.Load(stage, buffer, 0), TTile.Wide);
                default(TArithmetic).Multiply(ref sum, left.Load(stage, buffer, 1, false), right.Load(stage, buffer, 1), TTile.Wide);
                total.Upper.Add(sum, TTile.Wide);
            }
            else
            {
                default(TArithmetic).Multiply(ref total.Upper, left.Load(stage, buffer, 0, false), right.Load(stage, buffer, 0), TTile.Wide);
                default(TArithmetic).Multiply(ref total.Upper, left.Load(stage, buffer, 1, false), right.Load(stage, buffer, 1), TTile.Wide);
            }

            remaining--;
            buffer ^= 1;
        }
    }

    /// <summary>Sixteen of the depth of a tall tile. Both of its parts take the same fragment of the right factor, which ptxas splits once.</summary>
    private static void Half<TTile, TLeft, TRight, TArithmetic>(in TLeft left, in TRight right, int stage, int buffer, int half, ref WarpSums total)
        where TTile : struct, IBlockTile
        where TLeft : struct, ILeftOperand
        where TRight : struct, IRightOperand
        where TArithmetic : struct, IArithmetic
    {
        var shared = right.Load(stage, buffer, half);
        if (TArithmetic.SumsOutside)
        {
            var sum = new WarpTile();
            default(TArithmetic).Multiply(ref sum, left.Load(stage, buffer, half, false), shared, TTile.Wide);
            total.Upper.Add(sum, TTile.Wide);
            Warp.Barrier(); // no instruction, but the lower rows are not read before: without it registers spill
            sum = new WarpTile();
            default(TArithmetic).Multiply(ref sum, left.Load(stage, buffer, half, true), shared, TTile.Wide);
            total.Lower.Add(sum, TTile.Wide);
        }
        else
        {
            default(TArithmetic).Multiply(ref total.Upper, left.Load(stage, buffer, half, false), shared, TTile.Wide);
            default(TArithmetic).Multiply(ref total.Lower, left.Load(stage, buffer, half, true), shared, TTile.Wide);
        }
    }
}
