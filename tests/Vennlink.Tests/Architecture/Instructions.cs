using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Vennlink.Tests.Architecture;

/// <summary>Instructions of a method body: ECMA-335, partition III.</summary>
internal static class Instructions
{
    private const int TwoBytePrefix = 0xFE;

    private static readonly Dictionary<int, OperandType> _operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (ushort)code.Value + 0, code => code.OperandType);

    /// <summary>Types, members and signatures that the instructions name, in their order.</summary>
    public static IEnumerable<EntityHandle> Tokens(BlobReader code)
    {
        List<EntityHandle> tokens = [];
        while (code.RemainingBytes > 0)
        {
            int first = code.ReadByte();
            switch (_operands[first == TwoBytePrefix ? (first << 8) | code.ReadByte() : first])
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok
                    or OperandType.InlineType
                    or OperandType.InlineSig:
                    tokens.Add(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.ReadByte();
                    break;
                case OperandType.InlineVar:
                    code.ReadInt16();
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.ReadInt64();
                    break;
                case OperandType.InlineSwitch:
                    int targetCount = code.ReadInt32();
                    code.Offset += targetCount * sizeof(int);
                    break;
                default: // a branch, a string, a number: four bytes
                    code.ReadInt32();
                    break;
            }
        }

        return tokens;
    }
}
