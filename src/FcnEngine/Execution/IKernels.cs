using FcnEngine.Ops;

namespace FcnEngine.Execution;

/// <summary>
/// The kernel contract: what a backend offers. Each method binds a kernel to its tensors and returns the launch.
/// Results overwrite their tensors whole, unless it says otherwise; an output overlaps no input, unless it says it may.
/// Results do not depend on how many threads or blocks computed them: the same inputs give the same bits.
/// </summary>
/// <remarks>Tensors are float unless named otherwise. Gradients are those of a scalar loss with respect to the tensor named.</remarks>
public interface IKernels
{
    /// <summary>output = input * weight (+ bias), negatives to zero where <paramref name="relu"/>; see <see cref="Conv2dGeometry"/>.</summary>
    Launch Conv2d(Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight, DeviceTensor? bias, bool relu, DeviceTensor output);

    Launch Conv2dInputGradient(Conv2dGeometry geometry, DeviceTensor outputGradient, DeviceTensor weight, DeviceTensor inputGradient);

    /// <summary><see cref="Conv2dInputGradient"/> where <paramref name="rectified"/>, the convolution's input, is above zero, else 0.</summary>
    Launch ReluConv2dInputGradient(
        Conv2dGeometry geometry, DeviceTensor outputGradient, DeviceTensor weight, DeviceTensor rectified, DeviceTensor inputGradient);

    /// <summary>
    /// <see cref="Conv2dInputGradient"/> sent on through the max-pooling and the ReLU before the convolution: each gradient goes to the
    /// position in <paramref name="argMax"/> if its pooled value is above zero, all else becomes 0. The pooling windows tile their input.
    /// </summary>
    /// <param name="pooled">The convolution's input.</param>
    /// <param name="inputGradient">Shaped like the pooling's input.</param>
    Launch ReluMaxPool2dConv2dInputGradient(
        Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor outputGradient, DeviceTensor weight, DeviceTensor argMax,
        DeviceTensor pooled, DeviceTensor inputGradient);

    Launch Conv2dWeightGradient(Conv2dGeometry geometry, DeviceTensor input, DeviceTensor outputGradient, GradientTarget weightGradient);

    /// <summary>Convolution, bias, ReLU and max-pooling in one pass; the convolution's own output is never stored.</summary>
    /// <param name="argMax">Bytes, shaped like <paramref name="output"/>; null where no gradient is wanted. See <see cref="MaxPool2d"/>.</param>
    Launch Conv2dReluMaxPool2d(
        Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor input, DeviceTensor weight, DeviceTensor? bias,
        DeviceTensor output, DeviceTensor? argMax);

    /// <summary>
    /// The weight gradient of <see cref="Conv2dReluMaxPool2d"/>: only the window positions in <paramref name="argMax"/> whose
    /// pooled value is above zero carry gradient.
    /// </summary>
    Launch Conv2dReluMaxPool2dWeightGradient(
        Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor input, DeviceTensor pooled, DeviceTensor argMax,
        DeviceTensor pooledGradient, GradientTarget weightGradient);

    /// <summary>
    /// Transposed convolution: <paramref name="geometry"/> is that of the convolution it transposes, so
    /// input has its OutputShape, output its InputShape, weight its WeightShape ([kh, kw, out, in] seen from here).
    /// </summary>
    Launch ConvTranspose2d(Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight, DeviceTensor output);

    Launch ConvTranspose2dInputGradient(Conv2dGeometry geometry, DeviceTensor outputGradient, DeviceTensor weight, DeviceTensor inputGradient);

    Launch ConvTranspose2dWeightGradient(Conv2dGeometry geometry, DeviceTensor input, DeviceTensor outputGradient, GradientTarget weightGradient);

    /// <summary>
    /// <see cref="ConvTranspose2dInputGradient"/>, and <see cref="ReluConv2dInputGradient"/> of the convolution whose output was enlarged.
    /// </summary>
    /// <param name="geometry">Of the convolution.</param>
    /// <param name="transposed">Of the convolution that is transposed; its OutputShape is that of the convolution.</param>
    /// <param name="between">The gradient between the two: the first result.</param>
    Launch ReluConv2dConvTranspose2dInputGradient(
        Conv2dGeometry geometry, Conv2dGeometry transposed, DeviceTensor outputGradient, DeviceTensor transposedWeight, DeviceTensor weight,
        DeviceTensor rectified, DeviceTensor between, DeviceTensor inputGradient);

    /// <summary>The largest element of each window; padding is minus infinity.</summary>
    /// <param name="argMax">Bytes, shaped like <paramref name="output"/>: the first maximum's row-major position in the whole
    /// window, padding counted (row * window + column); null where no gradient is wanted.</param>
    Launch MaxPool2d(Pool2dGeometry geometry, DeviceTensor input, DeviceTensor output, DeviceTensor? argMax);

    /// <summary>Each output gradient goes to the position in <paramref name="argMax"/>; overlapping windows add up.</summary>
    /// <param name="pooled">Where given, the pooled output of a ReLU: gradient passes only where it is above zero.</param>
    Launch MaxPool2dGradient(
        Pool2dGeometry geometry, DeviceTensor outputGradient, DeviceTensor argMax, DeviceTensor? pooled, DeviceTensor inputGradient);

    /// <summary>output [M, N] = left [M, K] * right [K, N].</summary>
    Launch MatMul(DeviceTensor left, DeviceTensor right, DeviceTensor output);

    /// <summary>leftGradient [M, K] = outputGradient [M, N] * right^T.</summary>
    Launch MatMulLeftGradient(DeviceTensor outputGradient, DeviceTensor right, DeviceTensor leftGradient);

    /// <summary>rightGradient [K, N] = left^T * outputGradient [M, N].</summary>
    Launch MatMulRightGradient(DeviceTensor left, DeviceTensor outputGradient, GradientTarget rightGradient);

    /// <summary>output = input + bias along the last axis. output may be input.</summary>
    Launch BiasAdd(DeviceTensor input, DeviceTensor bias, DeviceTensor output);

    /// <summary>The sum of the output gradient over all axes but the last.</summary>
    Launch BiasGradient(DeviceTensor outputGradient, GradientTarget biasGradient);

    /// <summary>output = max(input, 0); NaN stays NaN. output may be input.</summary>
    Launch Relu(DeviceTensor input, DeviceTensor output);

    /// <summary>inputGradient = outputGradient where output is above zero, else 0. inputGradient may be outputGradient.</summary>
    Launch ReluGradient(DeviceTensor output, DeviceTensor outputGradient, DeviceTensor inputGradient);

    /// <summary>output = left + right. output may be either.</summary>
    Launch Add(DeviceTensor left, DeviceTensor right, DeviceTensor output);

    /// <summary>Copies <paramref name="copy"/>.Count blocks of floats; what lies between the blocks of output stays as it is.</summary>
    Launch CopyBlocks(BlockCopy copy, DeviceTensor input, DeviceTensor output);

    /// <summary>
    /// Keeps each element with the given probability and divides it by that probability, else 0. Element i is kept when the
    /// Philox4x32-10 word of (key, step, i) falls below the probability; see <see cref="Initializers.Philox"/>. The same launch serves the gradient.
    /// </summary>
    /// <param name="step">Int scalar on the device.</param>
    Launch Dropout(DeviceTensor input, float keepProbability, ulong key, DeviceTensor step, DeviceTensor output);

    /// <summary>loss[p] = log(sum over c of exp(logits[p, c])) - logits[p, labels[p]], computed without overflow.</summary>
    /// <param name="labels">Bytes; a label outside the classes gives NaN, in every gradient too, so that no update follows it.</param>
    Launch SoftmaxCrossEntropy(DeviceTensor logits, DeviceTensor labels, DeviceTensor loss);

    /// <summary>logitsGradient[p, c] = lossGradient[p] * (softmax(logits[p])[c] - (c == labels[p])).</summary>
    Launch SoftmaxCrossEntropyGradient(DeviceTensor logits, DeviceTensor labels, DeviceTensor lossGradient, DeviceTensor logitsGradient);

    /// <summary>The mean loss over all pixels and, where wanted, its gradient, in one pass over the logits.</summary>
    Launch MeanSoftmaxCrossEntropy(DeviceTensor logits, DeviceTensor labels, DeviceTensor meanLoss, DeviceTensor? logitsGradient);

    /// <summary><see cref="MeanSoftmaxCrossEntropy"/> of the logits that <see cref="ConvTranspose2d"/> makes; they are not stored.</summary>
    /// <param name="logitsGradient">Shaped like the logits, the geometry's InputShape.</param>
    Launch ConvTranspose2dMeanSoftmaxCrossEntropy(
        Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight, DeviceTensor labels, DeviceTensor meanLoss, DeviceTensor? logitsGradient);

    /// <summary>
    /// logits = left * right.Weight, neighbouring columns being the classes of a pixel: their mean loss, its gradient
    /// <paramref name="leftGradient"/> by the old weight, and the weight updated. None of the products between is stored.
    /// </summary>
    Launch MatMulMeanSoftmaxCrossEntropyDescent(
        DeviceTensor left, GradientTarget.Descend right, DeviceTensor labels, DeviceTensor meanLoss, DeviceTensor leftGradient);

    /// <summary>output (a scalar) = the mean of all elements.</summary>
    Launch Mean(DeviceTensor input, DeviceTensor output);

    /// <summary>Every element of inputGradient = outputGradient (a scalar) / their number.</summary>
    Launch MeanGradient(DeviceTensor outputGradient, DeviceTensor inputGradient);

    /// <summary>classes[p] (bytes) = the class with the largest logit; a tie goes to the lower class.</summary>
    Launch ArgMax(DeviceTensor logits, DeviceTensor classes);

    /// <summary><see cref="ArgMax"/> of the logits that <see cref="ConvTranspose2d"/> makes.</summary>
    /// <param name="logits">Null where they need not be stored.</param>
    Launch ConvTranspose2dArgMax(Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight, DeviceTensor classes, DeviceTensor? logits);

    /// <summary>Every element becomes the value.</summary>
    Launch Fill(float value, DeviceTensor output);

    /// <summary>target.Weight -= target.LearningRate * gradient, with the fault rule of <see cref="GradientTarget.Descend"/>.</summary>
    Launch Sgd(DeviceTensor gradient, GradientTarget.Descend target);
}

/// <summary>Blocks at regular distances, in elements: block i goes from InputOffset + i * InputStride to OutputOffset + i * OutputStride.</summary>
public sealed record BlockCopy(int Count, int BlockLength, long InputOffset, long InputStride, long OutputOffset, long OutputStride);
