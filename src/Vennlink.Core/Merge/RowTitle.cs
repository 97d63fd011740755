using Vennlink.Segments;

namespace Vennlink.Merge;

/// <summary>The title that rows of lists give a page: that of the row seen last; among equals, of the first row in canonical order.</summary>
internal sealed class RowTitle
{
    private readonly byte[] _title = new byte[CaptureLimits.MaxTextBytes];
    private int _length;
    private (long LastSeen, int FileId, long Offset) _from;

    /// <summary>The title; empty when no row gave one.</summary>
    public ReadOnlySpan<byte> Title => _title.AsSpan(0, _length);

    /// <summary>Forgets the page.</summary>
    public void Clear() => _length = 0;

    /// <summary>Takes the row's title if it is better than the one there is.</summary>
    public void Offer(Capture row, int fileId)
    {
        if (row.Title.IsEmpty)
        {
            return;
        }

        // Negated, so that the smallest tuple is the best row.
        (long, int, long) from = (-(row.LastSeenSeconds ?? row.FirstSeenSeconds ?? long.MinValue + 1), fileId, row.OffsetBytes);
        if (_length == 0 || from.CompareTo(_from) < 0)
        {
            row.Title.CopyTo(_title);
            _length = row.Title.Length;
            _from = from;
        }
    }
}
