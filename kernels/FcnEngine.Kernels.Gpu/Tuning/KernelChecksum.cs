using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.Tuning;

/// <summary>
/// A number that changes with the code of a kernel: the SHA-256 over the IL of every method of this assembly that can be reached
/// from a type, what it calls by name, and the version of the compiler. Code that only the host runs (<c>Launching</c>,
/// <c>Tuning</c>) is left out, and so is where and when it was built.
/// </summary>
public static class KernelChecksum
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly ConcurrentDictionary<Type, string> s_known = new();

    /// <summary>In hexadecimal, 32 digits. Of a generic type all instances have one checksum.</summary>
    public static string Of(Type code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return s_known.GetOrAdd(Definition(code), static type =>
        {
            var text = new StringBuilder($"ILGPU {typeof(Context).Assembly.GetName().Version}\n");
            foreach (var (name, body) in new Walk(type).Bodies) text.Append(name).Append(": ").Append(body).Append('\n');
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
        });
    }

    /// <summary>The methods that a checksum covers, and the text of each.</summary>
    internal static IReadOnlyDictionary<string, string> Covered(Type code) => new Walk(Definition(code)).Bodies;

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    /// <summary>Types and methods that are met, each once, in an order that depends on the code alone.</summary>
    private sealed class Walk
    {
        private readonly HashSet<MemberInfo> _met = [];
        private readonly Assembly _assembly;

        public Walk(Type type)
        {
            _assembly = type.Assembly;
            VisitAll(type);
        }

        public SortedDictionary<string, string> Bodies { get; } = new(StringComparer.Ordinal);

        private void VisitAll(Type type)
        {
            type = Definition(type);
            if (!IsKernelCode(type) || !_met.Add(type)) return;
            foreach (var method in type.GetMethods(Everything)) Visit(method);
            foreach (var constructor in type.GetConstructors(Everything)) Visit(constructor);
        }

        private void Visit(MethodBase method)
        {
            if (method.DeclaringType is not { } owner || !IsKernelCode(Definition(owner))) return;
            method = Il.Definition(method);
            if (!_met.Add(method)) return;
            // How an intrinsic is written is said beside its C# body.
            if (IsIn("Intrinsics", owner)) VisitEach(type => IsIn("Intrinsics", type));
            // A call through an interface reaches whoever implements it.
            if (owner.IsInterface) VisitEach(type => !type.IsInterface && Implements(type, Definition(owner)));

            var reached = new List<MemberInfo>();
            if (Il.Text(method, reached) is not { } body) return;
            // What an intrinsic is to a GPU stands in an attribute.
            var attributes = method.CustomAttributes.Where(attribute => attribute.AttributeType.Assembly == _assembly);
            Bodies[Il.Name(method)] = string.Concat(attributes) + body;
            foreach (var member in reached)
            {
                if (member is MethodBase called) Visit(called);
                if (member is Type { IsInterface: false } type) VisitAll(type);
            }
        }

        private void VisitEach(Func<Type, bool> wanted)
        {
            foreach (var type in _assembly.GetTypes().Where(wanted)) VisitAll(type);
        }

        private bool IsKernelCode(Type type) => type.Assembly == _assembly && !IsIn("Launching", type) && !IsIn("Tuning", type) && !IsIn("Offline", type);

        private static bool IsIn(string room, Type type) => type.Namespace?.EndsWith("." + room, StringComparison.Ordinal) == true;

        private static bool Implements(Type type, Type contract) => type.GetInterfaces().Any(each => Definition(each) == contract);
    }
}
