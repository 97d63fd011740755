using System.Buffers;
using System.Buffers.Binary;
using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Targets;

/// <summary>
/// Sort records that become the dictionary of targets: <see cref="TargetKey"/> form, kind, value. A key may have several: the dictionary
/// brings them together.
/// </summary>
internal static class TargetRecord
{
    public enum Kind : byte
    {
        /// <summary>The root domain is a source too: its <see cref="DomainId"/>, big-endian.</summary>
        Domain = 0,

        /// <summary>Known, without sources of other root domains.</summary>
        Known = 1,

        /// <summary>Few sources: their number, then elements of a <see cref="SourceSet"/> over page ids as differences.</summary>
        Inline = 2,

        /// <summary>Many sources: where they stand in the postings.</summary>
        Long = 3,
    }

    public static void WriteDomain(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> form, uint domain)
    {
        Start(output, form, Kind.Domain);
        BinaryPrimitives.WriteUInt32BigEndian(output.GetSpan(sizeof(uint)), domain);
        output.Advance(sizeof(uint));
    }

    public static void WriteKnown(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> form) => Start(output, form, Kind.Known);

    public static void WriteInline(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> form, ReadOnlySpan<ulong> elements)
    {
        Start(output, form, Kind.Inline);
        ulong previous = 0;
        foreach (ulong element in elements)
        {
            Varint.Append(output, element - previous);
            previous = element;
        }
    }

    public static void WriteLong(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> form, long offset)
    {
        Start(output, form, Kind.Long);
        Varint.Append(output, (ulong)offset);
    }

    private static void Start(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> form, Kind kind)
    {
        output.ResetWrittenCount();
        output.Write(form);
        output.GetSpan(1)[0] = (byte)kind;
        output.Advance(1);
    }
}
