using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;

namespace Vennlink.Webs;

/// <summary>
/// Arcs as lines <c>source TAB target LF</c> in a gzip member, made by a compressor that knows what such lines look
/// like.
/// </summary>
/// <remarks>
/// A line repeats the line break, the source and the first digits of the target from the line above: one match at the
/// distance of a line; the rest are literal digits. So nothing is searched for, at a tenth of the time of zlib's
/// fastest level and two thirds of its size. RFC 1951 and 1952; one block with its own Huffman codes a member, fitted
/// to the first lines of it. docs/webs.md has the measurements.
/// </remarks>
internal sealed class ArcMember
{
    private const int LineBytes = 32;
    private const int TextBytes = 1 << 16;
    private const int SampleLines = 4096;
    private const int EndOfBlock = 256;
    private const int LiteralCodes = 270;
    private const int DistanceCodes = 10;
    private const int MaxMatch = 22;

    private readonly Crc32 _crc = new();
    private readonly byte[] _text = new byte[TextBytes + (2 * LineBytes)];
    private readonly Huffman _literals = new(LiteralCodes);
    private readonly Huffman _distances = new(DistanceCodes);
    private readonly ulong[] _matchBits = new ulong[MaxMatch + 1];
    private readonly int[] _matchLengths = new int[MaxMatch + 1];
    private readonly ulong[] _distanceBits = new ulong[LineBytes];
    private readonly int[] _distanceLengths = new int[LineBytes];
    private readonly ulong[] _pairBits = new ulong[256 * 16];
    private readonly int[] _pairLengths = new int[256 * 16];
    private byte[] _member = new byte[1 << 20];
    private int _length;
    private ulong _bits;
    private int _bitCount;

    /// <summary>Writes a chunk; the bytes are valid until the next call.</summary>
    public ReadOnlyMemory<byte> Write(ArcChunk chunk)
    {
        _length = 0;
        (_bits, _bitCount) = (0, 0);

        // Deflate, no name, no time, fastest, system unknown.
        ReadOnlySpan<byte> header = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 4, 255];
        header.CopyTo(_member);
        _length = header.Length;
        Fit(chunk);
        _crc.Reset();
        WriteTables();
        uint textBytes = WriteLines(chunk);
        Put(_literals.Bits[EndOfBlock], _literals.Lengths[EndOfBlock]);
        Flush();
        if (_bitCount > 0)
        {
            _member[_length++] = (byte)_bits;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(_member.AsSpan(_length), _crc.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(_member.AsSpan(_length + 4), textBytes);
        return _member.AsMemory(0, _length + 8);
    }

    private uint WriteLines(ArcChunk chunk)
    {
        uint written = 0;
        int at = 0;
        bool isFirst = true;
        Span<byte> prefix = stackalloc byte[LineBytes];
        for (int i = 0; i < chunk.SourceCount; i++)
        {
            int prefixLength = DecimalText.Write((uint)chunk.Sources[i], prefix);
            prefix[prefixLength++] = (byte)'\t';
            int lastStart = -1;
            foreach (int target in chunk.TargetsOf(i))
            {
                if (at > TextBytes)
                {
                    // The line above stays, to be compared with.
                    int keep = lastStart < 0 ? at : lastStart;
                    _crc.Append(_text.AsSpan(0, keep));
                    written += (uint)keep;
                    _text.AsSpan(keep, at - keep).CopyTo(_text);
                    (at, lastStart) = (at - keep, lastStart < 0 ? -1 : 0);
                }

                if (_member.Length - _length < 2 * LineBytes)
                {
                    Array.Resize(ref _member, 2 * _member.Length);
                }

                prefix.CopyTo(_text.AsSpan(at));
                int digitsStart = at + prefixLength;
                int digits = DecimalText.Write((uint)target, _text.AsSpan(digitsStart));
                int end = digitsStart + digits;
                _text[end++] = (byte)'\n';
                if (lastStart < 0 || isFirst)
                {
                    // The line break before it is not the match's, since the line above is another source's.
                    if (!isFirst || lastStart >= 0)
                    {
                        Put(_literals.Bits['\n'], _literals.Lengths['\n']);
                    }

                    isFirst = isFirst && lastStart < 0;
                    PutLiterals(at, end - 1);
                }
                else
                {
                    int distance = at - lastStart;
                    int same = Same(lastStart + prefixLength, digitsStart, digits);
                    int length = 1 + prefixLength + same;
                    Put(_matchBits[length], _matchLengths[length]);
                    Put(_distanceBits[distance], _distanceLengths[distance]);
                    PutLiterals(digitsStart + same, end - 1);
                }

                lastStart = at;
                at = end;
            }

            isFirst = isFirst && lastStart < 0;
        }

        if (!isFirst)
        {
            Put(_literals.Bits['\n'], _literals.Lengths['\n']);
        }

        _crc.Append(_text.AsSpan(0, at));
        return written + (uint)at;
    }

    /// <summary>Leading bytes that two targets share, at most all of the new one's digits.</summary>
    private int Same(int above, int below, int digits)
    {
        ulong different = BinaryPrimitives.ReadUInt64LittleEndian(
            _text.AsSpan(above)) ^ BinaryPrimitives.ReadUInt64LittleEndian(_text.AsSpan(below));
        return Math.Min(digits, different == 0 ? 8 : BitOperations.TrailingZeroCount(different) >> 3);
    }

    private void PutLiterals(int start, int end)
    {
        while (start + 1 < end)
        {
            int pair = Pair(_text[start], _text[start + 1]);
            Put(_pairBits[pair], _pairLengths[pair]);
            start += 2;
        }

        if (start < end)
        {
            Put(_literals.Bits[_text[start]], _literals.Lengths[_text[start]]);
        }
    }

    // Digits and the tab differ in their lowest six bits.
    private static int Pair(byte first, byte second) => ((first & 63) << 6) | (second & 63);

    /// <summary>Makes codes that suit the first lines of a chunk, with all symbols that others might need.</summary>
    private void Fit(ArcChunk chunk)
    {
        Span<int> literals = stackalloc int[LiteralCodes];
        Span<int> distances = stackalloc int[DistanceCodes];
        int lines = 0;
        Span<byte> above = stackalloc byte[LineBytes];
        Span<byte> below = stackalloc byte[LineBytes];
        for (int i = 0; i < chunk.SourceCount && lines < SampleLines; i++)
        {
            int prefix = DecimalText.Length((uint)chunk.Sources[i]) + 1;
            int digitsAbove = 0;
            foreach (int target in chunk.TargetsOf(i))
            {
                int digits = DecimalText.Write((uint)target, below);
                int same = digitsAbove == 0 ? 0 : below[..digits].CommonPrefixLength(above[..digitsAbove]);
                if (digitsAbove > 0)
                {
                    literals[LengthCode(1 + prefix + same).Code]++;
                    distances[DistanceCode(prefix + digitsAbove + 1).Code]++;
                }

                foreach (byte digit in below[same..digits])
                {
                    literals[digit]++;
                }

                below[..digits].CopyTo(above);
                digitsAbove = digits;
                lines++;
            }
        }

        // Rare symbols get a code too, no longer than a dozen bits.
        int least = Math.Max(1, lines / 512);
        foreach (byte symbol in "0123456789\t\n"u8)
        {
            literals[symbol] += least;
        }

        for (int symbol = EndOfBlock; symbol < LiteralCodes; symbol++)
        {
            literals[symbol] += least;
        }

        foreach (ref int count in distances)
        {
            count += least;
        }

        _literals.Fit(literals);
        _distances.Fit(distances);
        for (int length = 3; length <= MaxMatch; length++)
        {
            (int code, int extra, int extraBits) = LengthCode(length);
            _matchBits[length] = _literals.Bits[code] | ((ulong)extra << _literals.Lengths[code]);
            _matchLengths[length] = _literals.Lengths[code] + extraBits;
        }

        for (int distance = 1; distance < LineBytes; distance++)
        {
            (int code, int extra, int extraBits) = DistanceCode(distance);
            _distanceBits[distance] = _distances.Bits[code] | ((ulong)extra << _distances.Lengths[code]);
            _distanceLengths[distance] = _distances.Lengths[code] + extraBits;
        }

        ReadOnlySpan<byte> symbols = "0123456789\t"u8;
        foreach (byte first in symbols)
        {
            foreach (byte second in symbols)
            {
                _pairBits[Pair(first, second)] = _literals.Bits[first]
                    | ((ulong)_literals.Bits[second] << _literals.Lengths[first]);
                _pairLengths[Pair(first, second)] = _literals.Lengths[first] + _literals.Lengths[second];
            }
        }
    }

    /// <summary>Code, value and width of the extra bits of a match length of 3 … 22.</summary>
    private static (int Code, int Extra, int ExtraBits) LengthCode(int length) => length switch
    {
        <= 10 => (254 + length, 0, 0),
        <= 18 => (265 + ((length - 11) >> 1), (length - 11) & 1, 1),
        _ => (269, length - 19, 2),
    };

    /// <summary>Code, value and width of the extra bits of a distance of 1 … 32.</summary>
    private static (int Code, int Extra, int ExtraBits) DistanceCode(int distance)
    {
        if (distance <= 4)
        {
            return (distance - 1, 0, 0);
        }

        int bits = BitOperations.Log2((uint)distance - 1) - 1;
        int code = (2 * bits) + 2 + (((distance - 1) >> bits) & 1);
        return (code, (distance - 1) & ((1 << bits) - 1), bits);
    }

    /// <summary>
    /// Writes the header of the one block: all code lengths as they are, in a code of four bits for each of 0 … 15.
    /// </summary>
    private void WriteTables()
    {
        Put(1, 1);
        Put(2, 2);
        Put(LiteralCodes - 257, 5);
        Put(DistanceCodes - 1, 5);
        Put(19 - 4, 4);
        ReadOnlySpan<int> order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
        foreach (int symbol in order)
        {
            Put(symbol < 16 ? 4u : 0u, 3);
        }

        foreach (int length in _literals.Lengths)
        {
            Put(Huffman.Reverse((uint)length, 4), 4);
        }

        foreach (int length in _distances.Lengths)
        {
            Put(Huffman.Reverse((uint)length, 4), 4);
        }
    }

    private void Put(ulong bits, int count)
    {
        _bits |= bits << _bitCount;
        _bitCount += count;
        if (_bitCount >= 32)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_member.AsSpan(_length), (uint)_bits);
            _length += 4;
            _bits >>= 32;
            _bitCount -= 32;
        }
    }

    private void Flush()
    {
        while (_bitCount >= 8)
        {
            _member[_length++] = (byte)_bits;
            _bits >>= 8;
            _bitCount -= 8;
        }
    }

    /// <summary>A Huffman code as RFC 1951 numbers it, bits reversed for writing.</summary>
    private sealed class Huffman(int symbolCount)
    {
        public uint[] Bits { get; } = new uint[symbolCount];

        public int[] Lengths { get; } = new int[symbolCount];

        public static uint Reverse(uint bits, int length)
        {
            uint reversed = 0;
            for (int bit = 0; bit < length; bit++)
            {
                reversed |= ((bits >> bit) & 1) << (length - 1 - bit);
            }

            return reversed;
        }

        /// <summary>Makes the best code for symbols of these counts; those that count nothing get none.</summary>
        public void Fit(ReadOnlySpan<int> counts)
        {
            Array.Clear(Lengths);
            List<(long Count, int[] Symbols)> trees = [];
            for (int symbol = 0; symbol < symbolCount; symbol++)
            {
                if (counts[symbol] > 0)
                {
                    trees.Add((counts[symbol], [symbol]));
                }
            }

            while (trees.Count > 1)
            {
                // Few symbols: sorting anew each time costs nothing. Ties by first symbol, so equal input gives equal
                // codes.
                trees.Sort((left, right) => left.Count != right.Count ? left.Count.CompareTo(right.Count)
                    : left.Symbols[0].CompareTo(right.Symbols[0]));
                int[] joined = [.. trees[0].Symbols, .. trees[1].Symbols];
                foreach (int symbol in joined)
                {
                    Lengths[symbol]++;
                }

                trees[1] = (trees[0].Count + trees[1].Count, joined);
                trees.RemoveAt(0);
            }

            uint code = 0;
            for (int length = 1; length <= 15; length++)
            {
                for (int symbol = 0; symbol < symbolCount; symbol++)
                {
                    if (Lengths[symbol] == length)
                    {
                        Bits[symbol] = Reverse(code++, length);
                    }
                }

                code <<= 1;
            }
        }
    }
}
