using System.Buffers.Text;

namespace Vennlink.Archives.Graphs;

/// <summary>
/// The arcs of edges in text form, in the order of the files, which are decompressed on a thread of its own.
/// </summary>
internal sealed class TextArcs(
    IReadOnlyList<string> files, Func<string, Stream> openFile, SkipCounts skips, CancellationToken cancellationToken)
        : IArcReader
{
    private readonly LineReadAhead _blocks = new(files, openFile, cancellationToken);
    private readonly LineFaults _faults = new();
    private LineBlock? _block;
    private int _nextLine;

    public long BytesRead => _blocks.BytesRead;

    /// <inheritdoc/>
    /// <remarks>The place is that of the line in the decompressed text, all files counted as one.</remarks>
    public bool TryReadArc(out long source, out long target, out long offsetBytes)
    {
        while (_block?.Length > _nextLine || TryNextBlock())
        {
            ReadOnlySpan<byte> line = _block!.Text[_nextLine..];
            line = line[..line.IndexOf((byte)'\n')];
            offsetBytes = _block.PartStartBytes + _block.OffsetBytes + _nextLine;
            _nextLine += line.Length + 1;
            line = line.TrimEnd((byte)'\r');
            if (TryParseId(ref line, out source) && TryParseId(ref line, out target))
            {
                return true;
            }

            skips.Add(SkipReason.BadArc);
        }

        source = target = offsetBytes = 0;
        return false;
    }

    public void Dispose() => _blocks.Dispose();

    private bool TryNextBlock()
    {
        _nextLine = 0;
        if (_blocks.TryNext(_faults, out _block))
        {
            return true;
        }

        skips.Add(_faults.Counts);
        return false;
    }

    /// <summary>Reads a number and the tab behind it.</summary>
    private static bool TryParseId(ref ReadOnlySpan<byte> line, out long id)
    {
        if (!Utf8Parser.TryParse(line, out id, out int used) || id < 0 || (used < line.Length && line[used] != '\t'))
        {
            return false;
        }

        line = line[Math.Min(used + 1, line.Length)..];
        return true;
    }
}
