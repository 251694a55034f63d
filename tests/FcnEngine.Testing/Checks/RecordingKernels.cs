using System.Reflection;
using FcnEngine.Execution;
using FcnEngine.Tensors;
using FcnEngine.Testing.Cases;

namespace FcnEngine.Testing.Checks;

/// <summary>A kernel contract that computes nothing and remembers which of its methods were asked for, and with which optional arguments.</summary>
public class RecordingKernels : DispatchProxy
{
    /// <summary>Method names; a call without an optional tensor adds <c>Method without argument</c>, one with it <c>Method with argument</c>.</summary>
    private readonly HashSet<string> _calls = [];

    /// <summary>The calls that binding the cases makes.</summary>
    public static IReadOnlySet<string> CallsOf(IEnumerable<KernelCase> cases)
    {
        var kernels = Create<IKernels, RecordingKernels>();
        foreach (var kernel in cases)
        {
            var inputs = kernel.InputTypes.Select(Tensor).ToArray();
            var outputs = kernel.OutputTypes.Select(Tensor).ToArray();
            _ = kernel.Op.Bind(kernels, inputs, outputs).Count();
        }

        return ((RecordingKernels)(object)kernels)._calls;
    }

    /// <summary>Every method of the contract, every optional tensor given and not, and every way a gradient may go.</summary>
    public static IEnumerable<string> Contract()
    {
        var nullability = new NullabilityInfoContext();
        foreach (var method in typeof(IKernels).GetMethods())
        {
            yield return method.Name;
            foreach (var parameter in method.GetParameters())
            {
                if (parameter.ParameterType == typeof(DeviceTensor) && nullability.Create(parameter).ReadState == NullabilityState.Nullable)
                {
                    yield return $"{method.Name} with {parameter.Name}";
                    yield return $"{method.Name} without {parameter.Name}";
                }

                if (parameter.ParameterType != typeof(GradientTarget)) continue;
                foreach (var target in typeof(GradientTarget).GetNestedTypes()) yield return $"{method.Name} to {target.Name}";
            }
        }
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        _calls.Add(targetMethod.Name);
        foreach (var (parameter, argument) in targetMethod.GetParameters().Zip(args ?? []))
        {
            if (parameter.ParameterType == typeof(DeviceTensor)) _calls.Add($"{targetMethod.Name} {(argument is null ? "without" : "with")} {parameter.Name}");
            if (argument is GradientTarget) _calls.Add($"{targetMethod.Name} to {argument.GetType().Name}");
        }

        return new Launch(targetMethod.Name, () => { });
    }

    private static DeviceTensor Tensor(TensorType type) => new(null!, 0, type);
}
