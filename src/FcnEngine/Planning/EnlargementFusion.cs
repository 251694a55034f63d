using FcnEngine.Ops;
using FcnEngine.Ops.Fused;

namespace FcnEngine.Planning;

/// <summary>The rules that join the transposed convolution that enlarges the scores with what stands beside it; see <see cref="LossFusion"/> too.</summary>
internal static class EnlargementFusion
{
    /// <summary>The classes of its pixels: the logits are stored only where somebody else wants them.</summary>
    public static FusionRule Classes { get; } = new("transposed convolution and classes", steps => FusionRules.First<ArgMax>(steps, classes =>
    {
        if (steps.Producer<ConvTranspose2d>(classes.Inputs[0]) is not { } layer) return false;
        var fused = new ConvTranspose2dArgMax(GeometryOf(layer));
        steps.Replace([layer, classes], new PlanStep(classes.Name, fused, layer.Inputs, [classes.Outputs[0], layer.Outputs[0]]));
        return true;
    }));

    /// <summary>Its input gradient and that of the convolution of one tap before it, which a pixel's few scores are enough for.</summary>
    public static FusionRule InputGradients { get; } = new("input gradients of scores", steps => FusionRules.First<ReluConv2dInputGradient>(steps, relu =>
    {
        var geometry = ((ReluConv2dInputGradient)relu.Op).Geometry;
        if (!IsPixelwise(geometry.Rows) || !IsPixelwise(geometry.Columns)) return false;
        if (steps.Producer<ConvTranspose2dInputGradient>(relu.Inputs[0]) is not { } enlarged) return false;
        var fused = new ReluConv2dConvTranspose2dInputGradient(geometry, ((ConvTranspose2dInputGradient)enlarged.Op).Geometry);
        steps.Replace(
            [enlarged, relu],
            new PlanStep(relu.Name, fused, [.. enlarged.Inputs, relu.Inputs[1], relu.Inputs[2]], [relu.Outputs[0], enlarged.Outputs[0]]));
        return true;
    }));

    internal static Conv2dGeometry GeometryOf(PlanStep layer) => ((ConvTranspose2d)layer.Op).Geometry(layer.Inputs[0].Shape, layer.Inputs[1].Shape);

    private static bool IsPixelwise(WindowAxis axis) => axis.Window == 1 && axis.Stride == 1;
}
