using System.Buffers.Binary;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Parquet;

/// <summary>The values of one page, nulls left out, in whatever encoding they are.</summary>
internal abstract class PageValues
{
    /// <summary>The bytes of the next value; valid until the one after it is read.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public abstract ReadOnlySpan<byte> Next();

    /// <summary>Begins to read.</summary>
    /// <param name="encoding">Number of the encoding.</param>
    /// <param name="kind">Kind of the column.</param>
    /// <param name="bytes">The page, and some bytes behind it.</param>
    /// <param name="start">Where values begin.</param>
    /// <param name="end">Where the page ends.</param>
    /// <param name="maxCount">More values than that are not in it.</param>
    /// <param name="dictionary">What dictionary encodings refer to.</param>
    /// <exception cref="InvalidDataException">It is an encoding that is not read, or the page is damaged.</exception>
    public static PageValues Open(
        int encoding, ParquetKind kind, byte[] bytes, int start, int end, int maxCount, ParquetDictionary? dictionary)
    {
        int width = kind.WidthBytes;
        bool isBoolean = kind.Form == ValueForm.Boolean;
        bool isText = width == 0;
        return encoding switch
        {
            0 when isBoolean => new Booleans(RleBits.Packed(bytes, start, end, 1)),
            0 => new Plain(bytes, start, end, width),
            2 or 8 when dictionary is not null && start < end =>
                new Indexed(dictionary, new RleBits(bytes, start + 1, end, bytes[start])),
            3 when isBoolean && end - start >= sizeof(int) =>
                new Booleans(new RleBits(bytes, start + sizeof(int), end, 1)),
            5 when width is sizeof(int) or sizeof(long) =>
                new Deltas(new DeltaBits(bytes, start, end, maxCount), width),
            6 when isText => new Lengths(bytes, start, end, maxCount),
            7 when !isBoolean && width is 0 or > 8 => new Prefixes(bytes, start, end, maxCount, width),
            9 when width > 0 && !isBoolean => new Split(bytes, start, end, width),
            _ => throw new InvalidDataException(
                $"a page has values in encoding {encoding}, which is not read for its type"),
        };
    }

    private static InvalidDataException CutShort() => new("a page ends before its last value");

    // PLAIN: of one width, or with their length in front.
    private sealed class Plain(byte[] bytes, int start, int end, int width) : PageValues
    {
        private int _at = start;

        public override ReadOnlySpan<byte> Next()
        {
            int length = width;
            if (length == 0 && end - _at >= sizeof(int))
            {
                length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(_at));
                _at += sizeof(int);
            }
            else if (length == 0)
            {
                throw CutShort();
            }

            if ((uint)length > (uint)(end - _at))
            {
                throw CutShort();
            }

            _at += length;
            return bytes.AsSpan(_at - length, length);
        }
    }

    private sealed class Booleans(RleBits bits) : PageValues
    {
        public override ReadOnlySpan<byte> Next() => bits.Next() == 0 ? [0] : [1];
    }

    private sealed class Indexed(ParquetDictionary dictionary, RleBits places) : PageValues
    {
        public override ReadOnlySpan<byte> Next() => dictionary[places.Next()];
    }

    private sealed class Deltas(DeltaBits numbers, int width) : PageValues
    {
        private readonly byte[] _value = new byte[sizeof(long)];

        public override ReadOnlySpan<byte> Next()
        {
            BinaryPrimitives.WriteInt64LittleEndian(_value, numbers.Next());
            return _value.AsSpan(0, width);
        }
    }

    // DELTA_LENGTH_BYTE_ARRAY: lengths, then texts.
    private sealed class Lengths : PageValues
    {
        private readonly DeltaBits _lengths;
        private readonly byte[] _bytes;
        private readonly int _end;
        private int _at;

        public Lengths(byte[] bytes, int start, int end, int maxCount)
        {
            (_bytes, _end) = (bytes, end);
            _lengths = new DeltaBits(bytes, start, end, maxCount);
            _at = new DeltaBits(bytes, start, end, maxCount).FindEnd();
        }

        public override ReadOnlySpan<byte> Next()
        {
            long length = _lengths.Next();
            if ((ulong)length > (ulong)(_end - _at))
            {
                throw CutShort();
            }

            _at += (int)length;
            return _bytes.AsSpan(_at - (int)length, (int)length);
        }
    }

    // DELTA_BYTE_ARRAY: how much of the value before is kept, then what follows it.
    private sealed class Prefixes : PageValues
    {
        private readonly DeltaBits _kept;
        private readonly Lengths _rests;
        private readonly ByteList _value = new();
        private readonly int _width;

        public Prefixes(byte[] bytes, int start, int end, int maxCount, int width)
        {
            _width = width;
            _kept = new DeltaBits(bytes, start, end, maxCount);
            _rests = new Lengths(bytes, new DeltaBits(bytes, start, end, maxCount).FindEnd(), end, maxCount);
        }

        public override ReadOnlySpan<byte> Next()
        {
            long kept = _kept.Next();
            if ((ulong)kept > (ulong)_value.Length)
            {
                throw new InvalidDataException("a value keeps more of the one before than there is");
            }

            _value.Length = (int)kept;
            _value.Append(_rests.Next());
            return _width == 0 || _value.Length == _width ? _value.Span : throw CutShort();
        }
    }

    // BYTE_STREAM_SPLIT: all first bytes, all second bytes, …
    private sealed class Split(byte[] bytes, int start, int end, int width) : PageValues
    {
        private readonly byte[] _value = new byte[width];
        private readonly int _count = (end - start) / width;
        private int _next;

        public override ReadOnlySpan<byte> Next()
        {
            if (_next == _count)
            {
                throw CutShort();
            }

            for (int index = 0; index < width; index++)
            {
                _value[index] = bytes[start + (index * _count) + _next];
            }

            _next++;
            return _value;
        }
    }
}
