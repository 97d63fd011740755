using Vennlink.Links;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Bytes;

namespace Vennlink.Merge;

/// <summary>
/// One page of the live view: what its latest capture says, plus rows of link lists and graphs, plus what it has lost.
/// Reused from page to page by readers; spans are valid until the next page.
/// </summary>
/// <remarks>
/// A page is in the live view when it was ever captured or is the source of a list row. Links are distinct by (target,
/// kind, anchor, rel, position of first occurrence) as the capture holds them: a link that stands twice on the page is
/// there twice. Order: document order.
/// </remarks>
internal sealed class LivePage
{
    private readonly List<Entry> _links = [];
    private readonly ByteList _text = new(initialBytes: 4096);
    private (int Start, int Length) _key;
    private (int Start, int Length) _title;
    private readonly ByteList _recordNames = new(initialBytes: 64);
    private Dictionary<(int FileId, long OffsetBytes), Range>? _recordNameRanges;

    /// <summary>Page key (<see cref="Urls.UrlKey"/>).</summary>
    public ReadOnlySpan<byte> Key => _text.Array.AsSpan(_key.Start, _key.Length);

    /// <summary>Title of the latest capture, or of a list row that gives one; may be empty.</summary>
    public ReadOnlySpan<byte> Title => _text.Array.AsSpan(_title.Start, _title.Length);

    /// <summary>As <see cref="Key"/>.</summary>
    internal ReadOnlyMemory<byte> KeyMemory => _text.Array.AsMemory(_key.Start, _key.Length);

    /// <summary>As <see cref="Title"/>.</summary>
    internal ReadOnlyMemory<byte> TitleMemory => _text.Array.AsMemory(_title.Start, _title.Length);

    /// <summary>HTTP status of the latest capture; 0 for a page known from lists or graphs only.</summary>
    public int HttpStatus { get; set; }

    /// <summary>Language of the latest capture (<see cref="LanguageCode"/>).</summary>
    public ushort Language { get; set; }

    /// <summary>First capture or row date, seconds since 1970 UTC; null without any.</summary>
    public long? FirstSeenSeconds { get; set; }

    /// <summary>Last capture or row date.</summary>
    public long? LastSeenSeconds { get; set; }

    /// <summary>Number of links, live and lost.</summary>
    public int LinkCount => _links.Count;

    /// <summary>Link <paramref name="index"/>.</summary>
    public LiveLink this[int index]
    {
        get
        {
            Entry entry = _links[index];
            return new LiveLink(
                _text.Array.AsSpan(entry.TargetStart, entry.TargetLength),
                _text.Array.AsSpan(entry.AnchorStart, entry.AnchorLength),
                entry.Facts);
        }
    }

    /// <summary>Starts a new page.</summary>
    public void Reset(ReadOnlySpan<byte> key)
    {
        _links.Clear();
        _text.Clear();
        _key = (_text.Append(key), key.Length);
        _title = default;
        HttpStatus = 0;
        Language = LanguageCode.Unknown;
        FirstSeenSeconds = null;
        LastSeenSeconds = null;
        _recordNames.Clear();
        _recordNameRanges = null;
    }

    /// <summary>Sets the title; copies the bytes.</summary>
    public void SetTitle(ReadOnlySpan<byte> titleUtf8) => _title = (_text.Append(titleUtf8), titleUtf8.Length);

    /// <summary>Adds a link; copies the bytes.</summary>
    public void Add(ReadOnlySpan<byte> targetKey, ReadOnlySpan<byte> anchorUtf8, in LinkFacts facts)
    {
        int targetStart = _text.Append(targetKey);
        int anchorStart = _text.Append(anchorUtf8);
        _links.Add(new Entry(targetStart, targetKey.Length, anchorStart, anchorUtf8.Length, facts));
    }

    /// <summary>
    /// Names of records as they are stored: for each record that links are from, in order of its first link, length and
    /// <see cref="RecordName"/>. Records behind the last of them have none.
    /// </summary>
    internal Span<byte> RecordNames => _recordNames.Span;

    /// <summary>
    /// The name of the record that link <paramref name="index"/> is from; empty when it is not known.
    /// </summary>
    internal ReadOnlySpan<byte> RecordNameOf(int index)
    {
        if (_recordNames.Length == 0)
        {
            return default;
        }

        _recordNameRanges ??= ReadRecordNames();
        LinkFacts facts = _links[index].Facts;
        return _recordNameRanges.TryGetValue((facts.FileId, facts.OffsetBytes), out Range range)
            ? _recordNames.Span[range] : default;
    }

    /// <summary>Takes names as they are stored.</summary>
    internal void SetRecordNames(ReadOnlySpan<byte> stored) => _recordNames.Append(stored);

    /// <summary>Sets the names of records, once all links are added.</summary>
    /// <param name="nameOf">Gives the name of a record; empty when it has none.</param>
    internal void SetRecordNames(Func<(int FileId, long OffsetBytes), byte[]> nameOf)
    {
        int end = 0;
        foreach ((int, long) record in Records())
        {
            byte[] name = nameOf(record);
            _recordNames.Length += Varint.Write(_recordNames.Reserve(Varint.MaxBytes), (ulong)name.Length);
            _recordNames.Append(name);
            end = name.Length > 0 ? _recordNames.Length : end;
        }

        _recordNames.Length = end;
    }

    private IEnumerable<(int FileId, long OffsetBytes)> Records() =>
        _links.Select(link => (link.Facts.FileId, link.Facts.OffsetBytes)).Distinct();

    private Dictionary<(int FileId, long OffsetBytes), Range> ReadRecordNames()
    {
        Dictionary<(int FileId, long OffsetBytes), Range> ranges = [];
        ByteReader reader = new(_recordNames.Span, LivePageFormat.FileName, 0);
        foreach ((int, long) record in Records())
        {
            if (reader.AtEnd)
            {
                break;
            }

            int length = reader.ReadVarint(RecordName.MaxBytes);
            ranges[record] = reader.Position..(reader.Position + length);
            reader.ReadBytes(length);
        }

        return reader.AtEnd ? ranges : throw reader.Broken("more names of records than records");
    }

    private readonly record struct Entry(
        int TargetStart, int TargetLength, int AnchorStart, int AnchorLength, LinkFacts Facts);
}
