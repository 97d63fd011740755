using System.Runtime.InteropServices;

namespace Vennlink.Archives.Graphs;

/// <summary>A buffer of whole lines of one text file, each with its line end.</summary>
internal sealed class LineBlock
{
    /// <summary>
    /// Bytes before and behind the text that may be read, so that vector loads at its ends need no care.
    /// </summary>
    public const int PadBytes = 64;

    /// <summary>
    /// Most text in a block, and so the longest line. Small enough to stay in the second-level cache until it is
    /// parsed.
    /// </summary>
    public const int MaxTextBytes = 256 << 10;

    private readonly byte[] _bytes = new byte[PadBytes + MaxTextBytes + 1 + PadBytes];

    /// <summary>The part it was filled from; null at first.</summary>
    public LinePart? Part { get; private set; }

    /// <summary>Where the text starts in the decompressed text of its part.</summary>
    public long OffsetBytes { get; private set; }

    /// <summary>Where the text of its part starts in that of all parts; known where they are read in order.</summary>
    public long PartStartBytes { get; set; }

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Text => _bytes.AsSpan(PadBytes, Length);

    /// <summary>First byte of the text, with <see cref="PadBytes"/> to either side of it.</summary>
    public ref byte Start => ref MemoryMarshal.GetReference(_bytes.AsSpan(PadBytes));

    /// <summary>What may still be written behind the text, the byte for a missing line end aside.</summary>
    public Span<byte> Room => _bytes.AsSpan(PadBytes + Length, MaxTextBytes - Length);

    public void Restart(LinePart part, long offsetBytes) => (Part, OffsetBytes, Length) = (part, offsetBytes, 0);

    /// <summary>Takes bytes written into <see cref="Room"/>.</summary>
    public void Extend(int byteCount) => Length += byteCount;

    /// <summary>Drops what follows the first <paramref name="length"/> bytes.</summary>
    public void Cut(int length) => Length = length;

    /// <summary>Ends the last line of a file that does not.</summary>
    public void EndLine() => _bytes[PadBytes + Length++] = (byte)'\n';
}
