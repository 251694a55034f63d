using System.Runtime.InteropServices;
using FcnEngine.Graphs;
using FcnEngine.Ops;
using FcnEngine.Planning;
using FcnEngine.Tensors;

namespace FcnEngine.Execution;

/// <summary>What a value that is not finite was found in.</summary>
public enum FaultPlace
{
    Input,
    Weight,

    /// <summary>What a node of the network or of the loss makes.</summary>
    Value,

    /// <summary>What a node of the backward pass makes.</summary>
    Gradient,
}

/// <summary>Where a step first has a value that is not finite.</summary>
/// <param name="Place">What it was found in.</param>
/// <param name="Node">The node's name; of an input or a weight, its own.</param>
/// <param name="Index">The first such element, row-major.</param>
/// <param name="Value">NaN or an infinity.</param>
public sealed record FaultOrigin(FaultPlace Place, string Node, long Index, float Value);

/// <summary>
/// Computes a step once more, without its updates and node by node, every value kept, and looks through them in the order they are
/// made. It is slow and takes the memory of all values at once: for a step that has failed.
/// </summary>
public static class FaultTrace
{
    private const int PieceLength = 1 << 20;

    /// <param name="model">Its weights are those the step began with, or nearly so; they are not changed.</param>
    /// <param name="images">As in <see cref="TrainingSession.Queue"/>.</param>
    /// <param name="labels">The same.</param>
    /// <param name="batchSize">Images.</param>
    /// <param name="step">The number of the step.</param>
    /// <returns>Null where every value is finite now.</returns>
    /// <exception cref="OutOfDeviceMemoryException">The device has no room for every value of the step.</exception>
    public static FaultOrigin? Find(Model model, ReadOnlySpan<float> images, ReadOnlySpan<byte> labels, int batchSize, int step)
    {
        var graph = model.TrainingGraph(batchSize);
        var forward = graph.Loss.Graph.Nodes.TakeWhile(node => node != graph.Loss.Producer).ToHashSet();
        forward.Add(graph.Loss.Producer);
        // The gradient is an update's second input.
        var gradients = graph.Updates.Select(update => update.Inputs[1]);
        var plan = Plan.Create([graph.Loss, .. gradients], [], new PlanOptions([], ReuseMemory: false));
        using var session = new Session(plan, model.Variables, model.Device);
        session.Feed(graph.Images, images);
        session.Feed(graph.Labels, labels);
        session.Feed(graph.Step, new ReadOnlySpan<int>(in step));
        session.Run();
        foreach (var made in plan.Steps)
        {
            foreach (var output in made.Outputs.Where(output => output.Type.Element == ElementType.Float32))
            {
                if (FirstNotFinite(session[output]) is not var (index, value)) continue;
                return new FaultOrigin(PlaceOf(made, forward), made.Op is Input input ? input.FeedName : made.Name, index, value);
            }
        }

        return null;
    }

    private static FaultPlace PlaceOf(PlanStep step, HashSet<Node> forward) => step.Op switch
    {
        Input => FaultPlace.Input,
        Variable => FaultPlace.Weight,
        _ => forward.Contains(step.Outputs[0].Producer) ? FaultPlace.Value : FaultPlace.Gradient,
    };

    private static (long Index, float Value)? FirstNotFinite(DeviceTensor tensor)
    {
        var buffer = new float[Math.Min(PieceLength, tensor.ElementCount)];
        for (long start = 0; start < tensor.ElementCount; start += buffer.Length)
        {
            var values = buffer.AsSpan(0, (int)Math.Min(buffer.Length, tensor.ElementCount - start));
            tensor.Memory.Download(tensor.ByteOffset + start * sizeof(float), MemoryMarshal.AsBytes(values));
            for (var i = 0; i < values.Length; i++)
            {
                if (!float.IsFinite(values[i])) return (start + i, values[i]);
            }
        }

        return null;
    }
}
