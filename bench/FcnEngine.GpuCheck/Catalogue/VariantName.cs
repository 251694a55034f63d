using System.Reflection;

namespace FcnEngine.GpuCheck.Catalogue;

/// <summary>A kernel's method as it is written in C#, such as <c>MeanKernel.Run&lt;Elements, WholeDepth&gt;</c>.</summary>
internal static class VariantName
{
    public static string Of(MethodInfo method)
    {
        var owner = method.DeclaringType is { } type ? Of(type) + "." : "";
        return owner + method.Name + Arguments(method.GetGenericArguments());
    }

    private static string Of(Type type) => type.Name.Split('`')[0] + Arguments(type.GetGenericArguments());

    private static string Arguments(Type[] types) => types.Length == 0 ? "" : $"<{string.Join(", ", types.Select(Of))}>";
}
