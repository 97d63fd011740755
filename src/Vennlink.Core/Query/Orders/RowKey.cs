using System.Buffers.Binary;
using Vennlink.Links;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Facts;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Query.Orders;

/// <summary>
/// Where a row stands in a free order, as bytes that sort: the keys one after the other, then the source id. Reused
/// from row to row; fastest in ascending order of sources. Not thread-safe.
/// </summary>
/// <remarks>
/// A key is a byte for known or not, then a number of four bytes, or a text that ends in two zeros and has each zero of
/// its own followed by 255. Of a descending key all bits behind the first byte are turned round.
/// </remarks>
/// <param name="keys">The keys, the first counts first.</param>
/// <param name="index">Whose sources they are.</param>
/// <param name="space">What the sources are.</param>
/// <param name="days">Days of the links that count, by ascending source; none where no key asks for them.</param>
internal sealed class RowKey(
    IReadOnlyList<OrderKey> keys, ISourceIndex index, SourceSpace space, IReadOnlyList<SourceDays> days)
{
    /// <summary>Bytes of the source id at the end.</summary>
    public const int IdBytes = sizeof(uint);

    private const byte Known = 0;
    private const byte Unknown = 1;
    private const byte EscapedZero = byte.MaxValue;

    private readonly ByteList _key = new();
    private readonly ByteList _text = new();
    private readonly BytesById _titles = new((page, text) => index.PageTitle(new PageId(page), text));
    private readonly BytesById _domainKeys = new((domain, key) => index.DomainKey(new DomainId(domain), key));
    private readonly BytesById _sourceKeys = new(space.Key);
    private readonly DomainWalk _domains = new(space);
    private ReachColumn? _reach;
    private int _day; // where the source before stands among the days

    /// <summary>The row written last.</summary>
    public ReadOnlySpan<byte> Span => _key.Span;

    /// <summary>Writes a row, as far as it takes to tell that it is not before another.</summary>
    /// <param name="source">The source.</param>
    /// <param name="matchCount">Positive targets that it links to.</param>
    /// <param name="bound">The other; empty to write all of the row.</param>
    /// <returns>Whether it is before the other; then it is written in whole.</returns>
    public bool TryWrite(uint source, int matchCount, ReadOnlySpan<byte> bound)
    {
        _key.Clear();
        foreach (OrderKey key in keys)
        {
            Append(key, source, matchCount);

            // Texts lie in compressed blocks: those that decide nothing are not read.
            ReadOnlySpan<byte> other = bound[..Math.Min(bound.Length, _key.Length)];
            if (!bound.IsEmpty && _key.Span.SequenceCompareTo(other) > 0)
            {
                return false;
            }
        }

        AppendId(source);
        return bound.IsEmpty || _key.Span.SequenceCompareTo(bound) < 0;
    }

    /// <summary>Bytes from which the rows behind another begin.</summary>
    /// <param name="rowKeys">The other row, without its id.</param>
    /// <param name="from">First source behind it of those that have the same keys.</param>
    public static byte[] Start(ReadOnlySpan<byte> rowKeys, uint from)
    {
        byte[] start = new byte[rowKeys.Length + IdBytes];
        rowKeys.CopyTo(start);
        BinaryPrimitives.WriteUInt32BigEndian(start.AsSpan(rowKeys.Length), from);
        return start;
    }

    /// <summary>The source id at the end of a row.</summary>
    public static uint SourceId(ReadOnlySpan<byte> row) => BinaryPrimitives.ReadUInt32BigEndian(row[^IdBytes..]);

    private void AppendId(uint source)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_key.Reserve(IdBytes), source);
        _key.Length += IdBytes;
    }

    private void Append(OrderKey key, uint source, int matchCount)
    {
        int start = _key.Length + 1;
        switch (key.Column)
        {
            case SortColumn.MatchingTargetCount:
                AppendNumber(matchCount);
                break;
            case SortColumn.DomainAuthority:
                AppendNumber(index.DomainAuthority(_domains.Of(source)));
                break;
            case SortColumn.SpamScore:
                AppendNumber(index.SpamScore(_domains.Of(source)) is >= 0 and int score ? score : null);
                break;
            case SortColumn.PageAuthority:
                AppendNumber(index.PageAuthority(new PageId(space.PagesOf(source).Start)));
                break;
            case SortColumn.OutgoingDomains:
                AppendNumber((int)Math.Min(int.MaxValue, (_reach ??= space.ReachOf(index.Reach)).Of(source)));
                break;
            case SortColumn.LinkFirstSeen:
                AppendNumber(DaysOf(source).FirstSeen);
                break;
            case SortColumn.LinkLastSeen:
                AppendNumber(DaysOf(source).LastSeen);
                break;
            default:
                AppendText(Text(key.Column, source));
                break;
        }

        if (key.IsDescending)
        {
            foreach (ref byte value in _key.Span[start..])
            {
                value = (byte)~value;
            }
        }
    }

    private void AppendNumber(int? number)
    {
        _key.Append(number is null ? Unknown : Known);
        if (number is { } known)
        {
            // With its sign turned round, so that bytes sort as the numbers do.
            BinaryPrimitives.WriteInt32BigEndian(_key.Reserve(sizeof(int)), known ^ int.MinValue);
            _key.Length += sizeof(int);
        }
    }

    private void AppendText(ReadOnlySpan<byte> text)
    {
        _key.Append(text.IsEmpty ? Unknown : Known);
        while (text.IndexOf((byte)0) is >= 0 and int zero)
        {
            _key.Append(text[..(zero + 1)]);
            _key.Append(EscapedZero);
            text = text[(zero + 1)..];
        }

        _key.Append(text);
        _key.Append("\0\0"u8);
    }

    private ReadOnlySpan<byte> Text(SortColumn column, uint source)
    {
        switch (column)
        {
            case SortColumn.Title:
                _text.Clear();
                TextFolding.Fold(_titles.Read(source), _text);
                return _text.Span;
            case SortColumn.RootDomain:
                return Canonical(_domainKeys.Read(_domains.Of(source).Value));
            case SortColumn.Host:
                return Canonical(UrlKey.HostKey(_sourceKeys.Read(source)));
            default:
                return Canonical(_sourceKeys.Read(source));
        }
    }

    private ReadOnlySpan<byte> Canonical(ReadOnlySpan<byte> key)
    {
        _text.Clear();
        _text.Length = UrlKey.ToCanonical(key, _text.Reserve(key.Length));
        return _text.Span;
    }

    private SourceDays DaysOf(uint source)
    {
        if (_day < days.Count && days[_day].Source > source)
        {
            _day = 0;
        }

        while (_day < days.Count && days[_day].Source < source)
        {
            _day++;
        }

        return _day < days.Count && days[_day].Source == source ? days[_day] : default;
    }
}
