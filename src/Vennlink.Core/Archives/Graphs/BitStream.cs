using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vennlink.Archives.Graphs;

/// <summary>Reads the codes of a WebGraph file: bits from the highest of each byte on, numbers from 0 on.</summary>
/// <remarks>
/// Codes as in Boldi and Vigna, "The WebGraph framework I: compression techniques", 2004, sections 3 and 5. A number of far too many bits, or
/// the end of the file, is a <see cref="FormatException"/> with the position. Not thread-safe.
/// </remarks>
internal sealed class BitStream(Stream stream, string fileName) : IDisposable
{
    /// <summary>Bits that <see cref="Refill"/> leaves at least, but for the end of the file.</summary>
    private const int RefilledBits = 56;


    /// <summary>Far above what 32-bit nodes need, far below where sums of a few numbers leave 64 bits.</summary>
    private const int MaxWidth = 40;

    private const int BufferBytes = 256 << 10;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _next;
    private int _end;

    // Invariant: the _count highest bits of the window are the next ones; those below are what follows them in the file, as far as it was looked at, or zeros.
    private ulong _window;
    private int _count;

    /// <summary>Name for messages.</summary>
    public string FileName => fileName;

    /// <summary>Bytes read from the stream.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Bits before the next one.</summary>
    public long Position => ((BytesRead - _end + _next) * 8) - _count;

    /// <summary>Reads a number in the given code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Read(BvCode code, int zetaK) => code switch
    {
        BvCode.Gamma => ReadGamma(),
        BvCode.Zeta => ReadZeta(zetaK),
        BvCode.Delta => ReadDelta(),
        _ => ReadUnary(),
    };

    /// <summary>Counts zeros up to the next one.</summary>
    public long ReadUnary()
    {
        Refill();
        int zeros = BitOperations.LeadingZeroCount(_window);
        if (zeros < _count)
        {
            Skip(zeros + 1);
            return zeros;
        }

        return ReadLongUnary();
    }

    /// <summary>Elias's γ code of n + 1.</summary>
    public long ReadGamma()
    {
        Refill();
        int width = BitOperations.LeadingZeroCount(_window);
        if ((2 * width) + 1 <= _count)
        {
            // The zeros, the one and as many bits as there were zeros.
            long value = (long)(_window >> (63 - (2 * width)));
            Skip((2 * width) + 1);
            return value - 1;
        }

        width = Width(ReadUnary());
        return ((1L << width) | ReadBits(width)) - 1;
    }

    /// <summary>Elias's δ code of n + 1.</summary>
    public long ReadDelta()
    {
        int width = Width(ReadGamma());
        return ((1L << width) | ReadBits(width)) - 1;
    }

    /// <summary>The ζ code of n + 1 with shrinking factor <paramref name="k"/>.</summary>
    public long ReadZeta(int k)
    {
        Refill();
        int exponent = BitOperations.LeadingZeroCount(_window);
        int width = (exponent * k) + k - 1;
        if (exponent + 1 + width + 1 <= _count)
        {
            ulong rest = _window << (exponent + 1);
            long low = 1L << (exponent * k);

            // In two shifts, since a width of 0 would make it 64.
            long value = (long)(rest >> 1 >> (63 - width));
            bool isShort = value < low;
            long longer = (long)(rest >> (63 - width));
            Skip(exponent + 1 + width + (isShort ? 0 : 1));
            return (isShort ? value + low : longer) - 1;
        }

        return ReadLongZeta(k);
    }

    public void Dispose() => stream.Dispose();

    /// <summary>A problem at the position.</summary>
    public FormatException Broken(string problem) => new($"{fileName}: bit {Position}: {problem}");

    private long ReadLongUnary()
    {
        long zeros = 0;
        while (true)
        {
            Refill();
            if (_count == 0)
            {
                throw Broken("the file ends inside a number");
            }

            int run = BitOperations.LeadingZeroCount(_window);
            if (run < _count)
            {
                Skip(run + 1);
                return zeros + run;
            }

            zeros += _count;
            Skip(_count);
        }
    }

    private long ReadLongZeta(int k)
    {
        int exponent = Width(ReadUnary());
        int width = Width(((long)exponent * k) + k - 1);
        long low = 1L << (exponent * k);
        long value = ReadBits(width);
        return (value < low ? value + low : (value << 1) | ReadBits(1)) - 1;
    }

    private long ReadBits(int width)
    {
        long value = 0;
        while (width > 0)
        {
            Refill();
            int count = Math.Min(width, Math.Min(_count, RefilledBits));
            if (count == 0)
            {
                throw Broken("the file ends inside a number");
            }

            value = (value << count) | (long)(_window >> (64 - count));
            Skip(count);
            width -= count;
        }

        return value;
    }

    private int Width(long width) => width <= MaxWidth ? (int)width : throw Broken($"a number has {width} bits; the limit is {MaxWidth}");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Skip(int count)
    {
        // A shift by 64 is a shift by nothing.
        _window = count < 64 ? _window << count : 0;
        _count -= count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Refill()
    {
        if (_count < RefilledBits)
        {
            if (_end - _next >= sizeof(ulong))
            {
                _window |= BinaryPrimitives.ReadUInt64BigEndian(_buffer.AsSpan(_next)) >> _count;
                int bytes = (63 - _count) >> 3;
                _next += bytes;
                _count += bytes * 8;
            }
            else
            {
                RefillSlowly();
            }
        }
    }

    private void RefillSlowly()
    {
        while (_count < RefilledBits && (_next < _end || ReadOn()))
        {
            _window |= (ulong)_buffer[_next++] << (56 - _count);
            _count += 8;
        }
    }

    private bool ReadOn()
    {
        _end = stream.Read(_buffer);
        _next = 0;
        BytesRead += _end;
        return _end > 0;
    }
}
