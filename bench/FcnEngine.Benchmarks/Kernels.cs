using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Testing.Cases;

namespace FcnEngine.Benchmarks;

/// <summary>The kernel that one op asks for.</summary>
/// <typeparam name="TOp">The op.</typeparam>
public abstract class KernelOf<TOp> : KernelBenchmark
    where TOp : Op
{
    protected override bool Includes(KernelCase kernel) => kernel?.Op is TOp;
}

/// <summary>The kernel that one gradient op asks for with the update in its epilogue.</summary>
/// <typeparam name="TOp">The gradient's op.</typeparam>
public abstract class UpdateOf<TOp> : KernelBenchmark
    where TOp : Op
{
    protected override bool Includes(KernelCase kernel) => kernel?.Op is DescendGradient { GradientOp: TOp };
}

public class Conv2dKernel : KernelOf<Conv2d>;

public class Conv2dInputGradientKernel : KernelOf<Conv2dInputGradient>;

public class Conv2dWeightGradientKernel : KernelOf<Conv2dWeightGradient>;

public class Conv2dUpdateKernel : UpdateOf<Conv2dWeightGradient>;

public class Conv2dBiasReluKernel : KernelOf<Conv2dBiasRelu>;

public class Conv2dReluMaxPool2dKernel : KernelOf<Conv2dReluMaxPool2d>;

public class Conv2dReluMaxPool2dWeightGradientKernel : KernelOf<Conv2dReluMaxPool2dWeightGradient>;

public class Conv2dReluMaxPool2dUpdateKernel : UpdateOf<Conv2dReluMaxPool2dWeightGradient>;

public class ConvTranspose2dKernel : KernelOf<ConvTranspose2d>;

public class ConvTranspose2dInputGradientKernel : KernelOf<ConvTranspose2dInputGradient>;

public class ConvTranspose2dWeightGradientKernel : KernelOf<ConvTranspose2dWeightGradient>;

public class ConvTranspose2dUpdateKernel : UpdateOf<ConvTranspose2dWeightGradient>;

public class MatMulKernel : KernelOf<MatMul>;

public class MatMulLeftGradientKernel : KernelOf<MatMulLeftGradient>;

public class MatMulRightGradientKernel : KernelOf<MatMulRightGradient>;

public class MatMulUpdateKernel : UpdateOf<MatMulRightGradient>;

public class MaxPool2dKernel : KernelOf<MaxPool2d>;

public class MaxPool2dGradientKernel : KernelOf<MaxPool2dGradient>;

public class MeanSoftmaxCrossEntropyKernel : KernelOf<MeanSoftmaxCrossEntropy>;

public class SoftmaxCrossEntropyKernel : KernelOf<SoftmaxCrossEntropy>;

public class SoftmaxCrossEntropyGradientKernel : KernelOf<SoftmaxCrossEntropyGradient>;

public class ArgMaxKernel : KernelOf<ArgMax>;

public class MeanKernel : KernelOf<Mean>;

public class MeanGradientKernel : KernelOf<MeanGradient>;

public class ReluKernel : KernelOf<Relu>;

public class ReluGradientKernel : KernelOf<ReluGradient>;

public class AddKernel : KernelOf<Add>;

public class BiasAddKernel : KernelOf<BiasAdd>;

public class BiasGradientKernel : KernelOf<BiasGradient>;

public class DropoutKernel : KernelOf<Dropout>;

public class SgdKernel : KernelOf<Sgd>;
