using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Text;

namespace FcnEngine.Kernels.Gpu.Tuning;

/// <summary>A method's IL as text in which members stand by name: their tokens change whenever something else is added.</summary>
internal static class Il
{
    private static readonly Dictionary<short, OpCode> s_opcodes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(opcode => opcode.Value);

    /// <param name="reached">Takes the members that the method names.</param>
    /// <returns>Null where it has no body.</returns>
    public static string? Text(MethodBase method, List<MemberInfo> reached)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) return null;
        var text = new StringBuilder();
        for (var at = 0; at < code.Length;)
        {
            var value = code[at++] is var first && first == 0xFE ? (short)(0xFE00 | code[at++]) : first;
            var opcode = s_opcodes[value];
            text.Append(opcode.Name);
            var size = Size(opcode.OperandType, code, at);
            if (opcode.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                var member = Resolve(method, BitConverter.ToInt32(code, at));
                reached.Add(member);
                text.Append(' ').Append(Name(member));
            }
            else if (opcode.OperandType == OperandType.InlineString)
            {
                text.Append(' ').Append(method.Module.ResolveString(BitConverter.ToInt32(code, at)));
            }
            else if (opcode.OperandType != OperandType.InlineSig)
            {
                text.Append(' ').Append(Convert.ToHexString(code, at, size));
            }

            text.Append(';');
            at += size;
        }

        return text.ToString();
    }

    /// <summary>The member with its owner and, for a method, its parameters.</summary>
    public static string Name(MemberInfo member) => string.Create(CultureInfo.InvariantCulture, $"{member.DeclaringType}.{member}");

    /// <summary>The method as it is written, without type arguments.</summary>
    public static MethodBase Definition(MethodBase method) => method.Module.ResolveMethod(method.MetadataToken)!;

    private static MemberInfo Resolve(MethodBase method, int token) => method.Module.ResolveMember(
        token, method.DeclaringType?.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null)!;

    private static int Size(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
        _ => 4,
    };
}
