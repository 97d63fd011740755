using System.Text;

namespace Vennlink.Archives.Parquet;

/// <summary>Reads structures of Thrift's compact protocol from a part of a file.</summary>
/// <remarks>
/// Each step takes a byte at least, so that work is bounded by the part's length whatever the bytes say. The stream is
/// shared with others: it is moved before each read.
/// </remarks>
/// <param name="stream">The file, which can seek.</param>
internal sealed class ThriftReader(Stream stream)
{
    private const int MaxDepth = 64;
    private readonly byte[] _buffer = new byte[512];
    private int _next;
    private int _filled;
    private long _end;
    private int _depth;

    /// <summary>Offset in the file of the next byte.</summary>
    public long Offset { get; private set; }

    /// <summary>Goes to a part of the file.</summary>
    /// <param name="start">Offset of its first byte.</param>
    /// <param name="end">Offset behind its last.</param>
    public void Start(long start, long end)
    {
        (Offset, _end, _next, _filled, _depth) = (start, end, 0, 0, 0);
    }

    /// <summary>Reads a structure field by field.</summary>
    /// <param name="read">Reads the value of a field, or passes over it by <see cref="Skip"/>.</param>
    /// <exception cref="InvalidDataException">It is cut short, or nested too deep.</exception>
    public void ReadStruct(Action<int, ThriftType> read)
    {
        if (++_depth > MaxDepth)
        {
            throw new InvalidDataException($"its description is nested more than {MaxDepth} deep");
        }

        int id = 0;
        for (byte head = ReadByte(); head != 0; head = ReadByte())
        {
            int step = head >> 4;
            id = step == 0 ? (int)ReadInteger() : id + step;
            read(id, (ThriftType)(head & 15));
        }

        _depth--;
    }

    /// <summary>Reads an integer of any width.</summary>
    public long ReadInteger()
    {
        ulong value = ReadUnsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="maxBytes">What is longer is cut.</param>
    public string ReadText(int maxBytes)
    {
        int length = CheckLength((long)ReadUnsigned());
        byte[] text = new byte[Math.Min(length, maxBytes)];
        for (int index = 0; index < text.Length; index++)
        {
            text[index] = ReadByte();
        }

        PassOver(length - text.Length);
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>Passes over a value.</summary>
    public void Skip(ThriftType type)
    {
        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                break;
            case ThriftType.Byte:
                ReadByte();
                break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                ReadUnsigned();
                break;
            case ThriftType.Double:
                PassOver(sizeof(double));
                break;
            case ThriftType.Binary:
                PassOver(CheckLength((long)ReadUnsigned()));
                break;
            case ThriftType.List or ThriftType.Set:
                (int count, ThriftType element) = ReadList();
                for (int index = 0; index < count; index++)
                {
                    SkipElement(element);
                }

                break;
            case ThriftType.Struct:
                ReadStruct((_, field) => Skip(field));
                break;
            default:
                throw new InvalidDataException("its description holds a value of a type that none of its fields has");
        }
    }

    /// <summary>Reads the structures of a list.</summary>
    /// <param name="read">As for <see cref="ReadStruct"/>.</param>
    /// <param name="ended">Called behind each.</param>
    /// <returns>How many there are, and the offset of the first.</returns>
    public (int Count, long Start) ReadStructs(Action<int, ThriftType> read, Action? ended = null)
    {
        (int count, ThriftType type) = ReadList();
        long start = Offset;
        if (count > 0 && type != ThriftType.Struct)
        {
            throw new InvalidDataException("its description holds values where structures should be");
        }

        for (int index = 0; index < count; index++)
        {
            ReadStruct(read);
            ended?.Invoke();
        }

        return (count, start);
    }

    private (int Count, ThriftType Type) ReadList()
    {
        byte head = ReadByte();
        long count = head >> 4 == 15 ? (long)ReadUnsigned() : head >> 4;
        return (CheckLength(count), (ThriftType)(head & 15));
    }

    // Inside lists a truth value takes a byte.
    private void SkipElement(ThriftType type)
    {
        if (type is ThriftType.True or ThriftType.False)
        {
            ReadByte();
        }
        else
        {
            Skip(type);
        }
    }

    private ulong ReadUnsigned()
    {
        const int MaxShift = 63;
        ulong value = 0;
        for (int shift = 0; shift <= MaxShift; shift += 7)
        {
            byte one = ReadByte();
            value |= (ulong)(one & 0x7f) << shift;
            if (one < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("its description holds a number that is too long");
    }

    // An element takes a byte at least.
    private int CheckLength(long length) => length >= 0 && length <= _end - Offset && length <= int.MaxValue
        ? (int)length : throw CutShort();

    private byte ReadByte()
    {
        if (_next == _filled)
        {
            stream.Position = Offset;
            _filled = stream.Read(_buffer, 0, (int)Math.Min(_buffer.Length, _end - Offset));
            _next = 0;
            if (_filled <= 0)
            {
                throw CutShort();
            }
        }

        Offset++;
        return _buffer[_next++];
    }

    private void PassOver(int length)
    {
        if (length > _end - Offset)
        {
            throw CutShort();
        }

        int buffered = Math.Min(length, _filled - _next);
        _next += buffered;
        Offset += length;
        if (buffered < length)
        {
            _next = _filled = 0;
        }
    }

    private static InvalidDataException CutShort() => new("its description is cut short");
}
