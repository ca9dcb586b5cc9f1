using System.Reflection;
using System.Reflection.Emit;
using TorchSharp;

namespace DetectionSdk.Training.Tests;

/// <summary>
/// Reads the instructions of methods, and of the TorchSharp methods they call, for numbers that become a Scalar which
/// nothing holds while native code reads it: a conversion whose result is not stored at once.
/// </summary>
internal sealed class TemporaryScalarFinder
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private readonly Dictionary<MethodBase, string?> _known = [];

    /// <summary>The chain of calls that ends in a temporary Scalar, or null.</summary>
    public string? Find(MethodBase method)
    {
        if (_known.TryGetValue(method, out string? known)) return known;
        _known[method] = null; // ends recursion
        (OpCode Code, MethodBase? Callee)[] instructions = [.. Read(method)];
        for (int i = 0; i < instructions.Length; i++)
        {
            if (instructions[i].Callee is not { } callee) continue;
            string? chain = IsConversion(callee)
                ? IsStored(instructions, i + 1) ? null : "temporary Scalar"
                : callee.DeclaringType?.Assembly == typeof(torch).Assembly ? Find(callee) : null;
            if (chain is not null)
                return _known[method] = $"{method.DeclaringType?.Name}.{method.Name} > {chain}";
        }
        return null;
    }

    private static bool IsConversion(MethodBase method) =>
        method is MethodInfo { Name: "op_Implicit" or "ToScalar" } conversion
            && conversion.ReturnType == typeof(Scalar);

    private static bool IsStored((OpCode Code, MethodBase? Callee)[] instructions, int index) =>
        index < instructions.Length && instructions[index].Code.Name!.StartsWith("st", StringComparison.Ordinal);

    private static IEnumerable<(OpCode Code, MethodBase? Callee)> Read(MethodBase method)
    {
        byte[] bytes = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (int position = 0; position < bytes.Length;)
        {
            short value = bytes[position] == 0xFE ? unchecked((short)(0xFE00 | bytes[position + 1])) : bytes[position];
            OpCode code = OpCodesByValue[value];
            position += code.Size;
            yield return (
                code,
                code.OperandType == OperandType.InlineMethod
                    ? Resolve(method, BitConverter.ToInt32(bytes, position))
                    : null);
            position += OperandSize(code, bytes, position);
        }
    }

    private static MethodBase? Resolve(MethodBase method, int token)
    {
        Type[]? typeArguments = method.DeclaringType is { IsGenericType: true } type
            ? type.GetGenericArguments()
            : null;
        Type[]? methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        return method.Module.ResolveMethod(token, typeArguments, methodArguments);
    }

    private static int OperandSize(OpCode code, byte[] bytes, int position) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(bytes, position)),
        _ => 4,
    };
}
