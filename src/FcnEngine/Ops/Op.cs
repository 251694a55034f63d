using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>A rule: what shapes it makes, which kernel computes it, what its gradient is. An op is a value; two equal ops do the same.</summary>
public abstract record Op
{
    public virtual string Name => GetType().Name;

    /// <summary>The types of the outputs.</summary>
    /// <exception cref="ArgumentException">The op does not take such inputs; the message says what is wrong with which shape.</exception>
    public abstract IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs);

    /// <summary>The kernel calls that compute the outputs from the inputs, in order.</summary>
    public abstract IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs);

    /// <summary>
    /// Adds the nodes that compute the gradient for each input from those of the outputs. Null stands for no gradient:
    /// in the argument, an output the loss does not depend on; in the result, an input that gets none.
    /// </summary>
    /// <param name="node">The use of this op whose gradient is asked for.</param>
    /// <param name="outputGradients">One for each output, at least one of them not null.</param>
    /// <param name="wanted">Which inputs' gradients are asked for; others may be left null and cost nothing.</param>
    public virtual IReadOnlyList<Tensor?> Gradient(Node node, IReadOnlyList<Tensor?> outputGradients, IReadOnlyList<bool> wanted) =>
        throw new GraphException($"{node.Name}: {Name} has no gradient");

    /// <summary>Arithmetic operations of one run; a multiply-add counts as two.</summary>
    public virtual long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => 0;

    /// <summary>The input that the op overwrites in place (an update), or null.</summary>
    public virtual int? Overwrites => null;

    /// <summary>The inputs whose memory the first output may take over.</summary>
    public virtual IReadOnlyList<int> InPlaceInputs => [];

    /// <summary>Outputs from this one on are computed only where something uses them.</summary>
    public virtual int RequiredOutputs => int.MaxValue;

    /// <summary>Throws where the number of inputs is not the expected one.</summary>
    protected void ExpectInputs(IReadOnlyList<TensorType> inputs, int count)
    {
        if (inputs.Count != count) throw new ArgumentException($"{Name} takes {count} inputs, got {inputs.Count}");
    }

    /// <summary>Throws where a tensor is not of the element type.</summary>
    protected static void Expect(TensorType type, ElementType element, string role)
    {
        if (type.Element != element) throw new ArgumentException($"the {role} must be {element}, got {type.Element} {type.Shape}");
    }

    /// <summary>Throws where two shapes that must agree do not.</summary>
    protected static void ExpectSame(Shape left, Shape right, string roles)
    {
        if (!left.Equals(right)) throw new ArgumentException($"{roles} must have one shape, got {left} and {right}");
    }
}

/// <summary>An op whose only output is the gradient of what may be a parameter, so that an update can be fused into its kernel.</summary>
public interface IParameterGradient
{
    /// <summary>The kernel call that puts the gradient where the target says.</summary>
    Launch BindGradient(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, GradientTarget target);
}
