using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Networks;

/// <summary>Rows of text, cut into cells; a row that cannot be cut is counted, and the next line read.</summary>
/// <param name="window">The text.</param>
/// <param name="cells">Gets the cells.</param>
/// <param name="skips">Receives the counts.</param>
internal sealed class TextRows(ByteWindow window, RowCells cells, SkipCounts skips)
{
    /// <summary>Longest row: bounds what a quote that never closes can swallow.</summary>
    public const int MaxBytes = 1 << 20;

    private int _rowBytes;

    /// <summary>
    /// Where a row that turned out broken was given up; rows before it must not go on over line ends, so nothing is
    /// looked at thrice.
    /// </summary>
    private long _singleLinesUntil;

    /// <summary>Bytes that cutting has looked at in all: what a test of growth counts.</summary>
    public long WorkBytes { get; private set; }

    /// <summary>Goes to the next row; false at the end of the text.</summary>
    /// <param name="line">All that follows, up to the longest row; its first byte is the row's.</param>
    public bool TryNext(out ReadOnlyMemory<byte> line)
    {
        window.Advance(_rowBytes);
        _rowBytes = 0;
        while (window.Bytes.Length < MaxBytes && window.FillOn())
        {
        }

        line = window.Memory[..Math.Min(window.Bytes.Length, MaxBytes)];
        return !line.IsEmpty;
    }

    /// <summary>Cuts the row that <see cref="TryNext"/> went to; false when it was counted and passed over.</summary>
    /// <param name="keepsQuotes">Whether a quote that does not close is a letter.</param>
    public bool TryCut(bool keepsQuotes)
    {
        ReadOnlySpan<byte> bytes = window.Bytes[..Math.Min(window.Bytes.Length, MaxBytes)];
        int lineBytes = LineBytes(bytes) is >= 0 and var found ? found : bytes.Length;
        if (lineBytes < MaxBytes)
        {
            ReadOnlySpan<byte> within = window.Position < _singleLinesUntil ? bytes[..lineBytes] : bytes;
            bool isCut = cells.TryCut(within, heedsQuotes: true, out _rowBytes);
            WorkBytes += isCut ? _rowBytes : within.Length;
            if (isCut)
            {
                return true;
            }

            _singleLinesUntil = Math.Max(_singleLinesUntil, window.Position + within.Length);
            if (keepsQuotes)
            {
                return cells.TryCut(bytes[..lineBytes], heedsQuotes: false, out _rowBytes);
            }
        }

        skips.Add(SkipReason.BadRow);
        PassLine();
        return false;
    }

    /// <summary>Takes the line that <see cref="TryNext"/> went to as the row; false when it was too long.</summary>
    public bool TryTakeLine()
    {
        _rowBytes = LineBytes(window.Bytes) is >= 0 and var found ? found : window.Bytes.Length;
        if (_rowBytes < MaxBytes)
        {
            return true;
        }

        skips.Add(SkipReason.BadRow);
        PassLine();
        return false;
    }

    /// <summary>Passes over the line that <see cref="TryNext"/> went to.</summary>
    public void PassLine()
    {
        _rowBytes = 0;
        while (true)
        {
            int lineBytes = LineBytes(window.Bytes);
            window.Advance(lineBytes < 0 ? window.Bytes.Length : lineBytes);
            if (lineBytes >= 0 || !window.FillOn())
            {
                return;
            }
        }
    }

    // With its end; negative where it has none.
    private static int LineBytes(ReadOnlySpan<byte> bytes) => bytes.IndexOf((byte)'\n') is >= 0 and var end
        ? end + 1 : -1;
}
