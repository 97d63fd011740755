using System.Buffers;
using System.Buffers.Binary;
using Vennlink.Links;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Segments;

/// <summary>
/// What rows of lists and graphs say of one source page: its links, each (target, kind, rel, anchor) once, the dates
/// they span, a title. Takes rows in any order, and what was made of other rows; the result is a function of the set of
/// rows. Reused from page to page. Not thread-safe.
/// </summary>
/// <remarks>
/// The rules are in docs/formats/live-pages.md, the bytes of a record in docs/formats/segment.md. Holds all links of
/// the page.
/// </remarks>
internal sealed class PageRows
{
    private readonly byte[] _title = new byte[CaptureLimits.MaxTextBytes];
    private readonly StoredLinksWriter _writer = new();
    private readonly byte[] _target = new byte[CaptureLimits.MaxKeyBytes];
    private readonly Comparison<int> _compare;
    private readonly ByteList _text = new(initialBytes: 1 << 14);
    private Entry[] _entries = new Entry[128];
    private int[] _order = new int[128];
    private ulong[] _sortKeys = new ulong[128];
    private int _keyLength;
    private int _hostLength;
    private int _count;
    private int _titleLength;
    private (long LastSeen, int FileId, long Offset) _titleFrom;

    /// <summary>Makes an empty one.</summary>
    public PageRows() => _compare = CompareSaid;

    /// <summary>Key of the page.</summary>
    public ReadOnlySpan<byte> Key => _text.Array.AsSpan(0, _keyLength);

    /// <summary>Rows taken.</summary>
    public long RowCount { get; private set; }

    /// <summary>Links; each once after <see cref="Fold"/>.</summary>
    public int LinkCount => _count;

    /// <summary>Bytes of texts held.</summary>
    public int TextBytes => _text.Length;

    /// <summary>Earliest date of any row; a row with one date was seen then for the first and the last time.</summary>
    public long? FirstSeenSeconds { get; private set; }

    /// <summary>Latest date of any row.</summary>
    public long? LastSeenSeconds { get; private set; }

    /// <summary>
    /// Title of the row seen last; among equals, of the first one by (file, offset). Empty when none gives one.
    /// </summary>
    public ReadOnlySpan<byte> Title => _title.AsSpan(0, _titleLength);

    /// <summary>Forgets the rows and starts a page.</summary>
    public void Reset(ReadOnlySpan<byte> pageKey)
    {
        _text.Clear();
        _count = 0;
        _titleLength = 0;
        RowCount = 0;
        FirstSeenSeconds = null;
        LastSeenSeconds = null;
        _keyLength = pageKey.Length;
        _hostLength = Math.Min(UrlKey.HostLength(pageKey) + 1, pageKey.Length);
        _text.Append(pageKey);
    }

    /// <summary>Takes a row; the bytes are copied.</summary>
    /// <param name="target">Key of the target.</param>
    /// <param name="anchor">Anchor text.</param>
    /// <param name="title">Title of the page; empty where the row gives none.</param>
    /// <param name="link">All else of the link; of the input that is read, so its file is 0.</param>
    public void Add(
        ReadOnlySpan<byte> target, ReadOnlySpan<byte> anchor, ReadOnlySpan<byte> title, in LinkFacts link)
    {
        RowCount++;
        long? first = link.FirstSeenSeconds;
        long? last = link.LastSeenSeconds;
        if (first is not null || last is not null)
        {
            See(first ?? last, last ?? first);
        }

        if (!title.IsEmpty)
        {
            Offer(title, last ?? first, 0, link.OffsetBytes);
        }

        AddLink(target, anchor, link);
    }

    /// <summary>Takes what a record says of the page, which is this one.</summary>
    /// <param name="record">The record of input <paramref name="fileId"/>; its texts are copied.</param>
    /// <param name="fileId">Ordinal of its input.</param>
    /// <exception cref="IndexFormatException">The record does not decode.</exception>
    public void Add(in PageRowsRecord record, int fileId)
    {
        StoredPage page = record.Page;
        RowCount += record.RowCount;
        See(page.FirstSeenSeconds, page.LastSeenSeconds);
        AddTitle(record, fileId);
        StoredLinksReader links = page.ReadLinks(fileId, _target);
        while (links.MoveNext())
        {
            AddLink(links.TargetKey, links.Anchor, links.Facts);
        }

        if (!links.Behind.IsEmpty)
        {
            throw new IndexFormatException("rows", 0, "bytes left over after the links of a page");
        }
    }

    /// <summary>Takes of a record the title alone.</summary>
    public void AddTitle(in PageRowsRecord record, int fileId)
    {
        if (!record.Page.Title.IsEmpty)
        {
            Offer(record.Page.Title, record.TitleSeenSeconds, fileId, record.TitleOffsetBytes);
        }
    }

    /// <summary>
    /// Puts the links in order of (target, kind, rel, length of the anchor, anchor) and makes those that agree in all
    /// of these one, which is lost when all of them are.
    /// </summary>
    public void Fold()
    {
        Sort();
        int kept = 0;
        for (int next = 0; next < _count; next++)
        {
            if (kept > 0 && CompareSaid(_order[kept - 1], _order[next]) == 0)
            {
                FoldInto(ref _entries[_order[kept - 1]].Link, _entries[_order[next]].Link);
            }
            else
            {
                _order[kept++] = _order[next];
            }
        }

        _count = kept;
    }

    /// <summary>Hands the links over in order; after <see cref="Fold"/>.</summary>
    public void ReadLink(int index, out ReadOnlySpan<byte> target, out ReadOnlySpan<byte> anchor, out LinkFacts link)
    {
        ref Entry entry = ref _entries[_order[index]];
        target = Target(entry);
        anchor = Anchor(entry);
        link = entry.Link;
    }

    /// <summary>Appends the record of a page whose rows are of one input; after <see cref="Fold"/>.</summary>
    public void Write(ArrayBufferWriter<byte> buffer)
    {
        bool hasLost = false;
        _writer.Start(Key, FirstSeenSeconds, LastSeenSeconds);
        for (int index = 0; index < _count; index++)
        {
            ref Entry entry = ref _entries[_order[index]];
            _writer.Add(Target(entry), Anchor(entry), entry.Link);
            hasLost |= entry.Link.IsLost;
        }

        SegmentRecord.WriteStart(buffer, Key, hasLost ? SegmentRecord.LostRowsClass : SegmentRecord.RowsClass);
        Varint.Append(buffer, (ulong)RowCount);
        buffer.Advance(SeenDates.Write(buffer.GetSpan(SeenDates.MaxBytes), FirstSeenSeconds, LastSeenSeconds));
        Varint.Append(buffer, (ulong)_titleLength);
        if (_titleLength > 0)
        {
            buffer.Write(Title);
            buffer.Advance(SeenDates.Write(buffer.GetSpan(SeenDates.MaxBytes), null, TitleSeen));
            Varint.Append(buffer, (ulong)_titleFrom.Offset);
        }

        Varint.Append(buffer, (ulong)_count);
        _writer.CopyTo(buffer, _writer.FirstOffsetBytes);
    }

    private long? TitleSeen => _titleFrom.LastSeen == long.MaxValue ? null : -_titleFrom.LastSeen;

    private static void FoldInto(ref LinkFacts kept, in LinkFacts other)
    {
        (int, long) first = (kept.FileId, kept.OffsetBytes);
        (int, long) second = (other.FileId, other.OffsetBytes);
        (int fileId, long offset) = first.CompareTo(second) <= 0 ? first : second;
        kept = kept with
        {
            IsLost = kept.IsLost && other.IsLost,
            FileId = fileId,
            OffsetBytes = offset,
            FirstSeenSeconds = Times.Earlier(kept.FirstSeenSeconds, other.FirstSeenSeconds),
            LastSeenSeconds = Times.Later(kept.LastSeenSeconds, other.LastSeenSeconds),
        };
    }

    private void See(long? first, long? last)
    {
        FirstSeenSeconds = Times.Earlier(FirstSeenSeconds, first);
        LastSeenSeconds = Times.Later(LastSeenSeconds, last);
    }

    private void Offer(ReadOnlySpan<byte> title, long? seen, int fileId, long offset)
    {
        // Negated, so that the smallest tuple is the best row; one without a date is the last of all.
        long place = seen is { } known ? -Math.Max(known, -long.MaxValue + 1) : long.MaxValue;
        (long, int, long) from = (place, fileId, offset);
        if (_titleLength == 0 || from.CompareTo(_titleFrom) < 0)
        {
            title.CopyTo(_title);
            _titleLength = title.Length;
            _titleFrom = from;
        }
    }

    private void Sort()
    {
        if (_order.Length < _count)
        {
            _order = new int[_entries.Length];
            _sortKeys = new ulong[_entries.Length];
        }

        bool isSorted = true;
        for (int index = 0; index < _count; index++)
        {
            _order[index] = index;
            _sortKeys[index] = SortKey(Target(_entries[index]));
            isSorted &= index == 0 || _sortKeys[index - 1] <= _sortKeys[index];
        }

        Span<ulong> keys = _sortKeys.AsSpan(0, _count);
        Span<int> order = _order.AsSpan(0, _count);
        if (!isSorted)
        {
            keys.Sort(order);
        }

        // What the keys do not tell apart is compared whole.
        for (int start = 0; start < keys.Length;)
        {
            int end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                order[start..end].Sort(_compare);
            }

            start = end;
        }
    }

    // Most targets are on the page's own host and so agree in a long start. Two bits say whether a target stands
    // before, in or behind the range of that host's pages, the others are the first that follow. Numbers ascend with
    // targets.
    private ulong SortKey(ReadOnlySpan<byte> target)
    {
        const int ClassShift = 62;
        ReadOnlySpan<byte> host = Key[.._hostLength];
        bool isInside = target.StartsWith(host);
        ulong place = isInside ? 1UL : target.SequenceCompareTo(host) < 0 ? 0 : 2UL;
        ReadOnlySpan<byte> rest = isInside ? target[host.Length..] : target;
        ulong start;
        if (rest.Length >= sizeof(ulong))
        {
            start = BinaryPrimitives.ReadUInt64BigEndian(rest);
        }
        else
        {
            start = 0;
            for (int index = 0; index < rest.Length; index++)
            {
                start |= (ulong)rest[index] << (56 - (8 * index));
            }
        }

        return (place << ClassShift) | (start >> (64 - ClassShift));
    }

    private int CompareSaid(int one, int other)
    {
        ref Entry left = ref _entries[one];
        ref Entry right = ref _entries[other];
        int order = Target(left).SequenceCompareTo(Target(right));
        order = order != 0 ? order : ((byte)left.Link.Kind).CompareTo((byte)right.Link.Kind);
        order = order != 0 ? order : ((byte)left.Link.Rel).CompareTo((byte)right.Link.Rel);
        order = order != 0 ? order : left.AnchorLength.CompareTo(right.AnchorLength);
        return order != 0 ? order : Anchor(left).SequenceCompareTo(Anchor(right));
    }

    private ReadOnlySpan<byte> Target(in Entry entry) => _text.Array.AsSpan(entry.TargetStart, entry.TargetLength);

    private ReadOnlySpan<byte> Anchor(in Entry entry) => _text.Array.AsSpan(entry.AnchorStart, entry.AnchorLength);

    private void AddLink(ReadOnlySpan<byte> target, ReadOnlySpan<byte> anchor, in LinkFacts link)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
        }

        ref Entry entry = ref _entries[_count++];
        entry.TargetStart = _text.Append(target);
        entry.TargetLength = target.Length;
        entry.AnchorStart = _text.Append(anchor);
        entry.AnchorLength = anchor.Length;
        entry.Link = link;
    }

    private struct Entry
    {
        public int TargetStart;
        public int TargetLength;
        public int AnchorStart;
        public int AnchorLength;
        public LinkFacts Link;
    }
}
