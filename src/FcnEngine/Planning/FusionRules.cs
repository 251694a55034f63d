using FcnEngine.Ops;
using FcnEngine.Ops.Fused;

namespace FcnEngine.Planning;

/// <summary>The rewrites a plan may use, in the order they are tried. Each is right alone; together they leave 16 launches of the FCN's step.</summary>
public static class FusionRules
{
    /// <summary>A pool's gradient goes through the ReLU before it: where the pooled value is above zero, so was its maximum.</summary>
    public static FusionRule MaxPoolReluGradient { get; } = new("pool and ReLU gradient", steps => First<ReluGradient>(steps, relu =>
    {
        if (steps.Producer<MaxPool2dGradient>(relu.Inputs[1]) is not { Inputs.Count: 2 } pool || !steps.IsPrivate(pool.Outputs[0], relu)) return false;
        if (steps.Producer<MaxPool2d>(pool.Inputs[1]) is not { } forward || forward.Inputs[0] != relu.Inputs[0]) return false;
        steps.Replace([pool, relu], new PlanStep(relu.Name, pool.Op, [.. pool.Inputs, forward.Outputs[0]], relu.Outputs));
        return true;
    }));

    /// <summary>Bias in the convolution's epilogue.</summary>
    public static FusionRule ConvBias { get; } = new("convolution and bias", steps => First<BiasAdd>(steps, bias =>
    {
        if (steps.Producer<Conv2d>(bias.Inputs[0]) is not { } conv || !steps.IsPrivate(conv.Outputs[0], bias)) return false;
        var fused = new Conv2dBiasRelu(GeometryOf(conv), HasBias: true, HasRelu: false);
        steps.Replace([conv, bias], new PlanStep(bias.Name, fused, [.. conv.Inputs, bias.Inputs[1]], bias.Outputs));
        return true;
    }));

    /// <summary>ReLU in the epilogue of a convolution, with or without bias.</summary>
    public static FusionRule ConvRelu { get; } = new("convolution and ReLU", steps => First<Relu>(steps, relu =>
    {
        var conv = steps.Producer(relu.Inputs[0]);
        var fused = conv?.Op switch
        {
            Conv2d => new Conv2dBiasRelu(GeometryOf(conv), HasBias: false, HasRelu: true),
            Conv2dBiasRelu { HasRelu: false } biased => biased with { HasRelu = true },
            _ => null,
        };
        if (fused is null || !steps.IsPrivate(relu.Inputs[0], relu)) return false;
        steps.Replace([conv!, relu], new PlanStep(relu.Name, fused, conv!.Inputs, relu.Outputs));
        return true;
    }));

    /// <summary>Max-pooling in the epilogue of convolution and ReLU, where its windows tile the convolution's output.</summary>
    public static FusionRule ConvReluMaxPool { get; } = new("convolution, ReLU and pool", steps => First<MaxPool2d>(steps, pool =>
    {
        if (steps.Producer<Conv2dBiasRelu>(pool.Inputs[0]) is not { Op: Conv2dBiasRelu { HasRelu: true } convRelu } conv) return false;
        var geometry = ((MaxPool2d)pool.Op).Geometry(pool.Inputs[0].Shape);
        if (!Tiles(geometry.Rows) || !Tiles(geometry.Columns) || !steps.IsPrivate(pool.Inputs[0], pool)) return false;
        var fused = new Conv2dReluMaxPool2d(convRelu.Geometry, geometry, convRelu.HasBias);
        steps.Replace([conv, pool], new PlanStep(pool.Name, fused, conv.Inputs, pool.Outputs));
        return true;
    }));

    /// <summary>The weight gradient under a pool from the pooled gradient alone: only one window position of each pooled pixel counts.</summary>
    public static FusionRule SparseWeightGradient { get; } = new("sparse weight gradient", steps => First<Conv2dWeightGradient>(steps, weight =>
    {
        if (steps.Producer<MaxPool2dGradient>(weight.Inputs[1]) is not { Inputs.Count: 3 } pool || !steps.IsPrivate(pool.Outputs[0], weight)) return false;
        if (steps.Producer<Conv2dReluMaxPool2d>(pool.Inputs[2]) is not { Op: Conv2dReluMaxPool2d forward }) return false;
        var fused = new Conv2dReluMaxPool2dWeightGradient(forward.Geometry, forward.Pool);
        steps.Replace(
            [pool, weight], new PlanStep(weight.Name, fused, [weight.Inputs[0], pool.Inputs[2], pool.Inputs[1], pool.Inputs[0]], weight.Outputs));
        return true;
    }));

    /// <summary>The ReLU before a convolution in the epilogue of the convolution's input gradient.</summary>
    public static FusionRule ReluInputGradient { get; } = new("input gradient and ReLU gradient", steps => First<ReluGradient>(steps, relu =>
    {
        if (steps.Producer<Conv2dInputGradient>(relu.Inputs[1]) is not { } gradient || !steps.IsPrivate(gradient.Outputs[0], relu)) return false;
        var fused = new ReluConv2dInputGradient(((Conv2dInputGradient)gradient.Op).Geometry);
        steps.Replace([gradient, relu], new PlanStep(relu.Name, fused, [.. gradient.Inputs, relu.Inputs[0]], relu.Outputs));
        return true;
    }));

    /// <summary>The same for a ReLU and a pool whose windows tile its input: the epilogue spreads each gradient over its window.</summary>
    public static FusionRule PoolInputGradient { get; } = new("input gradient and pool gradient", steps => First<MaxPool2dGradient>(steps, pool =>
    {
        if (pool.Inputs.Count != 3 || steps.Producer<Conv2dInputGradient>(pool.Inputs[0]) is not { } gradient) return false;
        var geometry = ((MaxPool2dGradient)pool.Op).Geometry;
        if (!Tiles(geometry.Rows) || !Tiles(geometry.Columns) || !steps.IsPrivate(gradient.Outputs[0], pool)) return false;
        var fused = new ReluMaxPool2dConv2dInputGradient(((Conv2dInputGradient)gradient.Op).Geometry, geometry);
        steps.Replace([gradient, pool], new PlanStep(pool.Name, fused, [.. gradient.Inputs, pool.Inputs[1], pool.Inputs[2]], pool.Outputs));
        return true;
    }));

    /// <summary>Softmax, cross-entropy, mean and their gradient in one pass over the logits.</summary>
    public static FusionRule Loss { get; } = new("loss and its gradient", steps => First<Mean>(steps, mean =>
    {
        if (steps.Producer<SoftmaxCrossEntropy>(mean.Inputs[0]) is not { } loss || !steps.IsPrivate(loss.Outputs[0], mean)) return false;
        var gradient = steps.Steps.FirstOrDefault(step => step.Op is SoftmaxCrossEntropyGradient && step.Inputs.Take(2).SequenceEqual(loss.Inputs));
        if (gradient is null)
        {
            steps.Replace([loss, mean], new PlanStep(mean.Name, new MeanSoftmaxCrossEntropy(), loss.Inputs, mean.Outputs));
            return true;
        }

        if (steps.Producer<MeanGradient>(gradient.Inputs[2]) is not { } share || !steps.IsPrivate(share.Outputs[0], gradient)) return false;
        if (steps.Producer<Constant>(share.Inputs[0]) is not { Op: Constant { Value: 1 } }) return false;
        steps.Replace(
            [loss, mean, share, gradient],
            new PlanStep(mean.Name, new MeanSoftmaxCrossEntropy(), loss.Inputs, [mean.Outputs[0], gradient.Outputs[0]]));
        return true;
    }));

    /// <summary>The update in the epilogue of the kernel that computes the gradient.</summary>
    public static FusionRule Descend { get; } = new("gradient and update", steps => First<Sgd>(steps, update =>
    {
        if (steps.Producer<IParameterGradient>(update.Inputs[1]) is not { } gradient || !steps.IsPrivate(gradient.Outputs[0], update)) return false;
        var fused = new DescendGradient(gradient.Op, ((Sgd)update.Op).FaultCode);
        steps.Replace(
            [gradient, update],
            new PlanStep(update.Name, fused, [update.Inputs[0], update.Inputs[2], update.Inputs[3], .. gradient.Inputs], []));
        return true;
    }));

    public static IReadOnlyList<FusionRule> All { get; } =
    [
        MaxPoolReluGradient, ConvBias, ConvRelu, ConvReluMaxPool, SparseWeightGradient, ReluInputGradient, PoolInputGradient, Loss,
        LossFusion.ConvTransposeLoss, EnlargementFusion.Classes, EnlargementFusion.InputGradients, Descend, LossFusion.MatMulLoss,
    ];

    /// <summary>Tries a rewrite at each step of an op, until one of them is rewritten.</summary>
    internal static bool First<TOp>(StepList steps, Func<PlanStep, bool> rewrite) =>
        steps.Steps.Where(step => step.Op is TOp).ToArray().Any(rewrite);

    private static bool Tiles(WindowAxis axis) =>
        axis.Window == axis.Stride && axis.Before == 0 && axis.After == 0 && axis.Output * axis.Window == axis.Input;

    private static Conv2dGeometry GeometryOf(PlanStep conv)
    {
        var op = (Conv2d)conv.Op;
        return Conv2dGeometry.Create(conv.Inputs[0].Shape, conv.Inputs[1].Shape, op.Stride, op.Padding);
    }
}
