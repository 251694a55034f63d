using System.Globalization;
using System.Reflection;
using System.Text;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Types;
using ILGPU.IR.Values;

namespace FcnEngine.Kernels.Gpu.Intrinsics;

/// <summary>Writes an intrinsic's template into the PTX, its operands kept in registers.</summary>
internal static class PtxText
{
    /// <summary>Called by ILGPU's PTX backend for each call of an intrinsic.</summary>
    public static void Generate(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        var call = (MethodCall)value;
        var method = (MethodInfo)call.Target.Source!;
        var ptx = Ptx.Template(method);
        if (ptx.Shared >= 0 && ((Value)call.Nodes[ptx.Shared]).Type is not AddressSpaceType { AddressSpace: MemoryAddressSpace.Shared })
            throw new InvalidOperationException($"{method.Name}: argument {ptx.Shared} is not known to be in shared memory");

        var arguments = new List<string>();
        var results = new List<string>();
        foreach (var node in call.Nodes.ToArray()) Flatten(generator, generator.Load(node), arguments);
        if (!value.Type.IsVoidType) Flatten(generator, generator.Allocate(value), results);
        generator.Builder.Append('\t').AppendLine(Substitute(ptx.Template, arguments, results));
    }

    private static string Substitute(string template, List<string> arguments, List<string> results)
    {
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            var list = template[i] switch { '%' => arguments, '$' => results, _ => null };
            if (list is null || i + 1 == template.Length || !char.IsDigit(template[i + 1]))
            {
                text.Append(template[i]);
                continue;
            }

            var end = i + 1;
            while (end < template.Length && char.IsDigit(template[end])) end++;
            text.Append(list[int.Parse(template.AsSpan(i + 1, end - i - 1), CultureInfo.InvariantCulture)]);
            i = end - 1;
        }

        return text.ToString();
    }

    private static void Flatten(PTXCodeGenerator generator, PTXRegisterAllocator.Register register, List<string> names)
    {
        if (register is PTXRegisterAllocator.CompoundRegister compound)
        {
            foreach (var child in compound.Children) Flatten(generator, child, names);
            return;
        }

        var primitive = generator.EnsureHardwareRegister((PTXRegisterAllocator.PrimitiveRegister)register);
        names.Add("%" + PTXRegisterAllocator.GetStringRepresentation(primitive));
    }
}
