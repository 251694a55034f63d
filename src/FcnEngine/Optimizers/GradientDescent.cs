using FcnEngine.Autograd;
using FcnEngine.Graphs;
using FcnEngine.Initializers;
using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Optimizers;

/// <summary>Plain stochastic gradient descent, no momentum: parameter -= learning rate * gradient.</summary>
public static class GradientDescent
{
    /// <summary>The variable (int scalar) that names the first update to meet a value that is not finite; 0 while all is well.</summary>
    public const string FaultVariable = "fault";

    /// <summary>Adds the gradients of a loss and one update for each parameter of its graph; parameter i has fault code i + 1.</summary>
    /// <param name="loss">A scalar.</param>
    /// <param name="learningRate">A float scalar that is fed for every step.</param>
    /// <returns>The update nodes, in the order of the parameters.</returns>
    public static IReadOnlyList<Node> Minimize(Tensor loss, Tensor learningRate)
    {
        var graph = loss.Graph;
        var parameters = graph.Parameters.ToArray();
        var gradients = Differentiator.Gradients(loss, parameters);
        var fault = graph.Add(FaultVariable, new Variable(FaultVariable, TensorType.Int32(Shape.Scalar), Initializer.Zeros, Trainable: false))[0];
        using var scope = graph.Scope("train");
        for (var i = 0; i < parameters.Length; i++)
            graph.Add($"update_{parameters[i].Name}", new Sgd(FaultCode: i + 1), parameters[i], gradients[i], learningRate, fault);
        return [.. graph.Nodes.Where(node => node.Op is Sgd)];
    }
}
