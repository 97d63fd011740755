using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Vennlink.Archives.Parquet;

namespace Vennlink.Query.Output.Parquet;

/// <summary>Writes structures in Thrift's compact protocol. Fields of a structure are given in order of their ids.
/// </summary>
internal sealed class ThriftWriter(IBufferWriter<byte> output)
{
    private const int MaxShortCount = 14;
    private readonly Stack<int> _outer = new();
    private int _last;

    /// <summary>Writes a field of 16, 32 or 64 bits.</summary>
    public void Integer(int id, long value, ThriftType type = ThriftType.Int32)
    {
        Field(id, type);
        ZigZag(value);
    }

    /// <summary>Writes a field of 64 bits.</summary>
    public void Long(int id, long value) => Integer(id, value, ThriftType.Int64);

    /// <summary>Writes a truth value, which stands in the type of its field.</summary>
    public void Truth(int id, bool value) => Field(id, value ? ThriftType.True : ThriftType.False);

    /// <summary>Writes a field of text.</summary>
    public void Text(int id, string text) => Binary(id, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a field of eight bytes in little-endian order, as statistics have numbers.</summary>
    public void NumberBytes(int id, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        Binary(id, bytes);
    }

    /// <summary>Starts a field that is a structure.</summary>
    public void Start(int id)
    {
        Field(id, ThriftType.Struct);
        StartElement();
    }

    /// <summary>Starts a structure that is an element of a list.</summary>
    public void StartElement()
    {
        _outer.Push(_last);
        _last = 0;
    }

    /// <summary>Ends a structure.</summary>
    public void End()
    {
        Byte((byte)ThriftType.Stop);
        _last = _outer.Pop();
    }

    /// <summary>Writes a structure without fields.</summary>
    public void Empty(int id)
    {
        Start(id);
        End();
    }

    /// <summary>Starts a list; its elements follow.</summary>
    public void List(int id, ThriftType type, int count)
    {
        Field(id, ThriftType.List);
        Byte((byte)((Math.Min(count, MaxShortCount + 1) << 4) | (int)type));
        if (count > MaxShortCount)
        {
            Unsigned((ulong)count);
        }
    }

    /// <summary>Writes an element of a list of integers.</summary>
    public void Element(long value) => ZigZag(value);

    /// <summary>Writes an element of a list of texts.</summary>
    public void Element(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Unsigned((ulong)bytes.Length);
        output.Write(bytes);
    }

    private void Binary(int id, ReadOnlySpan<byte> bytes)
    {
        Field(id, ThriftType.Binary);
        Unsigned((ulong)bytes.Length);
        output.Write(bytes);
    }

    // No field of these structures is more than fifteen behind the one before, so the id is never written out.
    private void Field(int id, ThriftType type)
    {
        Byte((byte)(((id - _last) << 4) | (int)type));
        _last = id;
    }

    private void ZigZag(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    private void Unsigned(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80));
        }

        Byte((byte)value);
    }

    private void Byte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }
}
