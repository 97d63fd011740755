using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Links;
using Vennlink.Segments.Stored;
using Vennlink.Urls;

namespace Vennlink.Segments.Reading;

/// <summary>
/// Gathers rows of link lists and arcs of web graphs by source page, as long as those of one come one after the other.
/// One a thread.
/// </summary>
/// <param name="skips">Receives the counts of rows that name no page as source or target.</param>
/// <param name="take">
/// Given each page when another one follows or its texts have grown long; the same page may come again.
/// </param>
internal sealed class ListRows(SkipCounts skips, Action<PageRows> take)
{
    // A page's rows are sorted in memory twice, here and where its parts come together: parts need not be large.
    private const int MaxTextBytes = 1 << 16;

    private readonly ListedKeys _keys = new(skips);
    private readonly PageRows _page = new();
    private byte[] _source = new byte[256];
    private int _sourceLength = -1;
    private byte[] _sourceKey = new byte[CaptureLimits.MaxKeyBytes];
    private int _sourceKeyLength;
    private byte[] _targetKey = new byte[CaptureLimits.MaxKeyBytes];

    /// <summary>Takes a row; a target cell that holds several URLs is as many links.</summary>
    public void Add(LinkListRow row)
    {
        if (!TrySetSource(row))
        {
            return;
        }

        ReadOnlySpan<byte> targets = row.Target.Span;
        while (!row.AreNames && ListedUrl.TrySplit(ref targets, out ReadOnlySpan<byte> target))
        {
            AddLink(row, target);
        }

        AddLink(row, targets);
        if (_page.TextBytes > MaxTextBytes)
        {
            End();
        }
    }

    /// <summary>Hands over what is left.</summary>
    public void End()
    {
        if (_page.RowCount > 0)
        {
            _page.Fold();
            take(_page);
            _page.Reset(_sourceKey.AsSpan(0, _sourceKeyLength));
        }
    }

    private void AddLink(LinkListRow row, ReadOnlySpan<byte> target)
    {
        if (!_keys.TryRead(target, SkipReason.UnparsableLink, row.AreNames, ref _targetKey, out int targetLength))
        {
            return;
        }

        if (_page.RowCount == 0)
        {
            _page.Reset(_sourceKey.AsSpan(0, _sourceKeyLength));
        }

        LinkFacts link = new(
            row.Kind, row.Rel, row.IsLost, row.FirstSeenSeconds, row.LastSeenSeconds, 0, row.OffsetBytes);
        _page.Add(
            _targetKey.AsSpan(0, targetLength), CleanText(row.Anchor.Span), CleanText(row.Title.Span), link);
    }

    private bool TrySetSource(LinkListRow row)
    {
        ReadOnlySpan<byte> text = row.Source.Span;
        if (_sourceLength == text.Length && text.SequenceEqual(_source.AsSpan(0, _sourceLength)))
        {
            return true;
        }

        End();
        _sourceLength = -1;
        if (!_keys.TryRead(text, SkipReason.BadUrl, row.AreNames, ref _sourceKey, out _sourceKeyLength))
        {
            return false;
        }

        _keys.RememberOrigin(text, _sourceKey.AsSpan(0, _sourceKeyLength));
        if (_source.Length < text.Length)
        {
            _source = new byte[text.Length * 2];
        }

        text.CopyTo(_source);
        _sourceLength = text.Length;
        return true;
    }

    // As the text stands, but UTF-8 and no longer than is kept. A list in another charset shows as U+FFFD what is no
    // UTF-8.
    private static ReadOnlySpan<byte> CleanText(ReadOnlySpan<byte> text)
    {
        // Few texts have anything to trim.
        text = text is [> (byte)' ', .., > (byte)' '] ? text : text.Trim(" \t\r\n"u8);
        if (text.IsEmpty || System.Text.Unicode.Utf8.IsValid(text))
        {
            return CaptureLimits.Cut(text);
        }

        return CaptureLimits.Cut(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text)));
    }
}
