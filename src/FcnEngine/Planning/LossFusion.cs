using FcnEngine.Graphs;
using FcnEngine.Ops;
using FcnEngine.Ops.Fused;

namespace FcnEngine.Planning;

/// <summary>The rules that join the fused loss with the layer that makes the logits.</summary>
internal static class LossFusion
{
    /// <summary>The transposed convolution that enlarges the scores, and their loss: the logits are never stored.</summary>
    public static FusionRule ConvTransposeLoss { get; } = new("transposed convolution and loss", steps => FusionRules.First<MeanSoftmaxCrossEntropy>(steps, loss =>
    {
        if (steps.Producer<ConvTranspose2d>(loss.Inputs[0]) is not { } layer || !steps.IsPrivate(layer.Outputs[0], loss)) return false;
        var fused = new ConvTranspose2dMeanSoftmaxCrossEntropy(EnlargementFusion.GeometryOf(layer));
        steps.Replace([layer, loss], new PlanStep(loss.Name, fused, [.. layer.Inputs, loss.Inputs[1]], loss.Outputs));
        return true;
    }));

    /// <summary>A matrix product that makes the logits, its loss, both its gradients and the update: the weight passes once.</summary>
    public static FusionRule MatMulLoss { get; } = new("matrix product, loss and update", steps =>
        FusionRules.First<MeanSoftmaxCrossEntropy>(steps, loss => loss.Outputs.Count == 2 && MatMulPass(steps, loss)));

    private static bool MatMulPass(StepList steps, PlanStep loss)
    {
        if (Backward(steps, loss.Inputs[0]) is not { } before || before[0].Op is not MatMul) return false;
        var (forward, classes) = (before[0], loss.Inputs[0].Shape[^1]);
        if (Forward(steps, loss.Outputs[1]) is not var (reshaped, after)) return false;
        var (left, weight) = (forward.Inputs[0], forward.Inputs[1]);
        var update = steps.Users(reshaped).FirstOrDefault(step => step.Op is DescendGradient { GradientOp: MatMulRightGradient } && step.Inputs[0] == weight);
        var leftGradient = steps.Users(reshaped).FirstOrDefault(step => step.Op is MatMulLeftGradient && step.Inputs[1] == weight);
        if (update is null || leftGradient is null || update.Inputs[3] != left) return false;
        if (steps.Users(reshaped).Count() != 2 || steps.Users(weight).Count() != 3) return false;
        var fused = new MatMulMeanSoftmaxCrossEntropyDescent(classes, ((DescendGradient)update.Op).FaultCode);
        steps.Replace(
            [.. before, loss, .. after, update, leftGradient],
            new PlanStep(
                loss.Name, fused, [weight, update.Inputs[1], update.Inputs[2], left, loss.Inputs[1]], [loss.Outputs[0], leftGradient.Outputs[0]]));
        return true;
    }

    /// <summary>The step behind a tensor and the reshapes between, each with one user; null where somebody else looks at one of them.</summary>
    private static List<PlanStep>? Backward(StepList steps, Tensor tensor)
    {
        var path = new List<PlanStep>();
        while (steps.Producer(tensor) is { } step && steps.Users(tensor).Count() == 1 && !steps.IsFetched(tensor))
        {
            path.Insert(0, step);
            if (step.Op is not Reshape) return path;
            tensor = step.Inputs[0];
        }

        return null;
    }

    /// <summary>The last of the reshapes of a tensor, and their steps.</summary>
    private static (Tensor Reshaped, List<PlanStep> Steps)? Forward(StepList steps, Tensor tensor)
    {
        var path = new List<PlanStep>();
        while (!steps.IsFetched(tensor))
        {
            if (steps.Users(tensor).ToArray() is not [{ Op: Reshape } only]) return (tensor, path);
            path.Add(only);
            tensor = only.Outputs[0];
        }

        return null;
    }
}
