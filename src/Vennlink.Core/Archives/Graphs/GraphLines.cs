using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Graphs;

/// <summary>The lines of text files, one file after another; each plain or compressed.</summary>
internal sealed class GraphLines(IReadOnlyList<string> files, SkipCounts skips) : IDisposable
{
    /// <summary>Longest line: an id, a URL of any sane length and a count.</summary>
    private const int MaxLineBytes = 64 << 10;

    private const int MaxDictionaryBytes = 16 << 20;

    private ByteWindow? _window;
    private int _partIndex;
    private long _finishedBytes;
    private long _partStart;
    private int _lineBytes;

    /// <summary>Bytes of the files read so far, as they lie there.</summary>
    public long BytesRead => _finishedBytes + (_window?.BytesRead ?? 0);

    /// <summary>Reads on to the next line.</summary>
    /// <param name="line">The line without its end; empty for one that was too long. Valid until the next read.</param>
    /// <param name="offset">Where it starts in the decompressed text of all parts.</param>
    public bool TryRead(out ReadOnlySpan<byte> line, out long offset)
    {
        _window?.Advance(_lineBytes);
        _lineBytes = 0;
        while (_window is not null || TryOpenPart())
        {
            ByteWindow window = _window!;
            int lineEnd;
            while ((lineEnd = window.Bytes.IndexOf((byte)'\n')) < 0 && window.Bytes.Length <= MaxLineBytes && window.FillOn())
            {
            }

            offset = _partStart + window.Position;
            if (lineEnd < 0 && window.Bytes.Length > MaxLineBytes)
            {
                SkipLine(window);
                line = default;
                return true;
            }

            if (window.Bytes.IsEmpty)
            {
                ClosePart();
                continue;
            }

            _lineBytes = lineEnd < 0 ? window.Bytes.Length : lineEnd + 1;
            line = window.Bytes[.._lineBytes].TrimEnd("\r\n"u8);
            return true;
        }

        line = default;
        offset = 0;
        return false;
    }

    public void Dispose() => _window?.Dispose();

    private static void SkipLine(ByteWindow window)
    {
        int lineEnd;
        while ((lineEnd = window.Bytes.IndexOf((byte)'\n')) < 0)
        {
            window.Clear();
            if (!window.FillOn())
            {
                return;
            }
        }

        window.Advance(lineEnd + 1);
    }

    private bool TryOpenPart()
    {
        if (_partIndex == files.Count)
        {
            return false;
        }

        FileStream file = new(files[_partIndex++], FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        MemberReader members = MemberReader.Open(new RawInput(file), static content => !content.IsEmpty, MaxDictionaryBytes);
        members.CountInto(skips);
        _window = new ByteWindow(members);
        return true;
    }

    private void ClosePart()
    {
        _finishedBytes += _window!.BytesRead;
        _partStart += _window.Position;
        _window.Dispose();
        _window = null;
    }
}
