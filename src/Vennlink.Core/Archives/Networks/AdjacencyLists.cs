using System.Globalization;
using System.Text;
using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Networks;

/// <summary>
/// An ASCIIGraph of the WebGraph framework: the number of nodes, then for each node a line of its successors.
/// </summary>
/// <remarks>Nodes are called by their numbers, from 0. Lines may be of any length, so they are read number by number.
/// </remarks>
internal sealed class AdjacencyLists : ArcFile
{
    private const int MaxNumberBytes = 10;

    private static readonly string[] Endings = [".graph-txt", ".graph-txt.gz", ".graph-txt.zst", ".graph-txt.lz4"];

    private readonly byte[] _source = new byte[MaxNumberBytes];
    private readonly byte[] _target = new byte[MaxNumberBytes];
    private readonly long _nodeCount;
    private int _sourceLength;
    private long _lineCount;
    private bool _isInLine;
    private bool _hasEnded;

    /// <summary>Reads the number of nodes.</summary>
    /// <exception cref="InputException">The first line is no number of nodes.</exception>
    public AdjacencyLists(string file, ByteWindow window, SkipCounts skips)
        : base(file, window, skips)
    {
        ReadOnlySpan<byte> word = NextWord(out bool endsLine);
        _nodeCount = endsLine && TryParse(word, uint.MaxValue) is { } count
            ? count
            : throw new InputException(file, 0, "the first line of an ASCIIGraph is its number of nodes alone");
        Remark($"read as an ASCIIGraph of {_nodeCount.ToString("N0", CultureInfo.InvariantCulture)} nodes");
    }

    /// <inheritdoc/>
    public override bool HasWeights => false;

    /// <summary>Whether a file is called as an ASCIIGraph is: nothing in it tells.</summary>
    public static bool IsNamedSo(string file) =>
        Array.Exists(Endings, ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override bool TryRead(NamedArc arc)
    {
        while (!_hasEnded)
        {
            if (!_isInLine && TryBeginLine())
            {
                _isInLine = true;
                arc.SetNode(_source.AsMemory(0, _sourceLength));
                return true;
            }

            if (_hasEnded)
            {
                break;
            }

            ReadOnlySpan<byte> word = NextWord(out bool endsLine);
            _isInLine = !endsLine;
            if (word.IsEmpty)
            {
                continue;
            }

            if (TryParse(word, _nodeCount - 1) is not { } target || _lineCount > _nodeCount)
            {
                Skips.Add(SkipReason.BadArc);
                continue;
            }

            target.TryFormat(_target, out int length, default, CultureInfo.InvariantCulture);
            arc.SetArc(_source.AsMemory(0, _sourceLength), _target.AsMemory(0, length), default, isBothWays: false);
            return true;
        }

        return false;
    }

    // A line beyond the number of nodes makes no node: its words are counted, one by one.
    private bool TryBeginLine()
    {
        if (Window.Bytes.IsEmpty && !Window.FillOn())
        {
            _hasEnded = true;
            Skips.Add(SkipReason.CutShort, Math.Max(0, _nodeCount - _lineCount));
            return false;
        }

        if (++_lineCount > _nodeCount)
        {
            return false;
        }

        (_lineCount - 1).TryFormat(_source, out _sourceLength, default, CultureInfo.InvariantCulture);
        return true;
    }

    // The next word of the line; empty where there is none. A word that is too long for a number is given in parts.
    private ReadOnlySpan<byte> NextWord(out bool endsLine)
    {
        const int MaxWordBytes = 64;
        ReadOnlySpan<byte> bytes = Peek(Window, MaxWordBytes);
        int start = bytes.IndexOfAnyExcept(" \t\r"u8);
        while (start < 0 && !bytes.IsEmpty)
        {
            Window.Advance(bytes.Length);
            bytes = Peek(Window, MaxWordBytes);
            start = bytes.IndexOfAnyExcept(" \t\r"u8);
        }

        Window.Advance(Math.Max(start, 0));
        bytes = Peek(Window, MaxWordBytes);
        int length = bytes[..Math.Min(bytes.Length, MaxWordBytes)].IndexOfAny(" \t\r\n"u8);
        length = length < 0 ? Math.Min(bytes.Length, MaxWordBytes) : length;
        ReadOnlySpan<byte> word = bytes[..length];
        Window.Advance(length);
        ReadOnlySpan<byte> rest = bytes[length..];
        int next = rest.IndexOfAnyExcept(" \t\r"u8);
        endsLine = next < 0 ? rest.Length == 0 : rest[next] == '\n';
        if (endsLine && next >= 0)
        {
            Window.Advance(next + 1);
        }

        return word;
    }

    private static long? TryParse(ReadOnlySpan<byte> word, long most) =>
        word.Length <= MaxNumberBytes
        && uint.TryParse(
            Encoding.ASCII.GetString(word), NumberStyles.None, CultureInfo.InvariantCulture, out uint value)
        && value <= most ? value : null;
}
