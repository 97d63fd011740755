using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vennlink.Archives.Graphs;

/// <summary>Parses lines <c>source⇥target</c> of two decimal numbers and hands the arcs on. One a thread.</summary>
/// <remarks>
/// A number has one to ten digits. CR LF ends a line as LF does, and what follows a tab behind the target is passed
/// over.
/// <para>
/// Line ends are found 64 bytes at a time. The source of most lines is that of the line before, so its digits are
/// compared, not parsed, and the target is the up to 16 bytes before the line end, summed by three multiplications.
/// Whatever does not fit that (another source, a carriage return, a byte that is no digit, an id out of range) goes to
/// the plain parser, which alone decides what a line means; so the two cannot differ but in what the vector path
/// accepts, and tests compare that.
/// </para>
/// </remarks>
internal sealed class EdgeLines(uint vertexCount, IArcSink sink, LineFaults faults, bool usesVectors)
{
    private const int BatchArcs = 4096;
    private const int StrideBytes = 64;
    private const int MaxDigits = 10;

    // A slice of 16 that begins at d has its last d bytes set.
    private static ReadOnlySpan<byte> LastBytes =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    ];

    // A slice of 16 that begins at 16 − d has its first d bytes set.
    private static ReadOnlySpan<byte> FirstBytes =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    private readonly uint[] _sources = new uint[BatchArcs + StrideBytes];
    private readonly uint[] _targets = new uint[BatchArcs + StrideBytes];
    private int _count;

    /// <summary>Parser for this machine.</summary>
    public EdgeLines(uint vertexCount, IArcSink sink, LineFaults faults)
        : this(vertexCount, sink, faults, Sse41.IsSupported)
    {
    }

    /// <summary>Arcs handed on.</summary>
    public long ArcCount { get; private set; }

    /// <summary>Parses a block of whole lines.</summary>
    public void Parse(LineBlock block)
    {
        if (usesVectors)
        {
            ParseWithVectors(block);
        }
        else
        {
            ParsePlainly(block);
        }
    }

    /// <summary>Hands on what is left.</summary>
    public void Flush()
    {
        if (_count > 0)
        {
            sink.Add(_sources.AsSpan(0, _count), _targets.AsSpan(0, _count));
            ArcCount += _count;
            _count = 0;
        }
    }

    private void ParsePlainly(LineBlock block)
    {
        ReadOnlySpan<byte> text = block.Text;
        for (int start = 0; start < text.Length;)
        {
            int length = text[start..].IndexOf((byte)'\n');
            TryTakeLine(block, start, start + length, out _);
            FlushWhenFull();
            start += length + 1;
        }
    }

    private void ParseWithVectors(LineBlock block)
    {
        ref byte text = ref block.Start;
        ref byte lastBytes = ref Unsafe.AsRef(in LastBytes[0]);
        ref byte firstBytes = ref Unsafe.AsRef(in FirstBytes[0]);
        // No line of up to ten bytes begins with this, so the first one goes to the plain parser.
        Vector128<byte> sourceText = Vector128<byte>.AllBitsSet;
        Vector128<byte> sourceMask = Vector128<byte>.AllBitsSet;
        int sourceLength = 0;
        uint source = 0;
        int lineStart = 0;
        for (int stride = 0; stride < block.Length; stride += StrideBytes)
        {
            ulong lineEnds = LineEnds(ref Unsafe.Add(ref text, stride));
            int length = block.Length - stride;
            lineEnds &= length < StrideBytes ? (1UL << length) - 1 : ulong.MaxValue;
            FlushWhenFull();
            while (lineEnds != 0)
            {
                int lineEnd = stride + BitOperations.TrailingZeroCount(lineEnds);
                lineEnds &= lineEnds - 1;
                int digitCount = lineEnd - lineStart - sourceLength;
                Vector128<byte> head = Vector128.LoadUnsafe(ref Unsafe.Add(ref text, lineStart));
                if (((head ^ sourceText) & sourceMask) == Vector128<byte>.Zero && (uint)(digitCount - 1) < MaxDigits)
                {
                    Vector128<byte> digits = Vector128.LoadUnsafe(
                        ref Unsafe.Add(ref text, lineEnd - Vector128<byte>.Count)) - Vector128.Create((byte)'0');
                    digits &= Vector128.LoadUnsafe(ref lastBytes, (uint)digitCount);
                    ulong target = Value(digits);

                    // Sets the sign bit of every byte above 9.
                    uint wrong = Sse2.AddSaturate(
                        digits, Vector128.Create((byte)(0x80 - 10))).ExtractMostSignificantBits();
                    if (wrong == 0 && target < vertexCount && target != source)
                    {
                        _sources[_count] = source;
                        _targets[_count++] = (uint)target;
                        lineStart = lineEnd + 1;
                        continue;
                    }
                }

                if (TryTakeLine(block, lineStart, lineEnd, out int tab))
                {
                    source = _sources[_count - 1];
                    sourceLength = tab + 1;
                    sourceText = Vector128.LoadUnsafe(ref Unsafe.Add(ref text, lineStart));
                    sourceMask = Vector128.LoadUnsafe(ref firstBytes, (uint)(Vector128<byte>.Count - sourceLength));
                }

                lineStart = lineEnd + 1;
            }
        }
    }

    /// <summary>Where the line ends are among 64 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LineEnds(ref byte text)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            return Vector512.Equals(
                Vector512.LoadUnsafe(ref text), Vector512.Create((byte)'\n')).ExtractMostSignificantBits();
        }

        Vector256<byte> end = Vector256.Create((byte)'\n');
        ulong low = Vector256.Equals(Vector256.LoadUnsafe(ref text), end).ExtractMostSignificantBits();
        ulong high = Vector256.Equals(
            Vector256.LoadUnsafe(ref text, (nuint)Vector256<byte>.Count), end).ExtractMostSignificantBits();
        return low | (high << Vector256<byte>.Count);
    }

    /// <summary>The number whose sixteen digits, as values of 0 to 9, these are; anything for other bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Value(Vector128<byte> digits)
    {
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(digits, Vector128.Create((ushort)0x010a).AsSByte());
        Vector128<int> fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(0x0001_0064).AsInt16());
        Vector128<int> eights = Sse2.MultiplyAddAdjacent(
            Sse41.PackUnsignedSaturate(fours, fours).AsInt16(), Vector128.Create(0x0001_2710).AsInt16());
        ulong halves = eights.AsUInt64().ToScalar();
        return ((halves & uint.MaxValue) * 100_000_000) + (halves >> 32);
    }

    /// <summary>Reads one line; false, and counted, when it gives no arc.</summary>
    /// <param name="block">The block.</param>
    /// <param name="start">Where the line starts in the block.</param>
    /// <param name="end">Its line end.</param>
    /// <param name="tab">Digits of the source.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryTakeLine(LineBlock block, int start, int end, out int tab)
    {
        ReadOnlySpan<byte> line = block.Text[start..end];
        line = line.EndsWith((byte)'\r') ? line[..^1] : line;
        tab = line.IndexOf((byte)'\t');
        ReadOnlySpan<byte> rest = tab < 0 ? default : line[(tab + 1)..];
        int nextTab = rest.IndexOf((byte)'\t');
        rest = nextTab < 0 ? rest : rest[..nextTab];
        if (tab < 0 || !TryParseId(line[..tab], out ulong source) || !TryParseId(rest, out ulong target))
        {
            faults.Add(block.Part!.Index, block.OffsetBytes + start, SkipReason.BadArc);
            return false;
        }

        if (source == target)
        {
            faults.Add(block.Part!.Index, block.OffsetBytes + start, SkipReason.SelfArc);
            return false;
        }

        _sources[_count] = (uint)source;
        _targets[_count++] = (uint)target;
        return true;
    }

    private bool TryParseId(ReadOnlySpan<byte> text, out ulong id)
    {
        id = 0;
        foreach (byte digit in text)
        {
            id = (id * 10) + (uint)(digit - '0');
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }
        }

        return text.Length is > 0 and <= MaxDigits && id < vertexCount;
    }

    private void FlushWhenFull()
    {
        if (_count >= BatchArcs)
        {
            Flush();
        }
    }
}
