using Vennlink.Links;
using Vennlink.Storage.Bytes;

namespace Vennlink.Segments.Stored;

/// <summary>Walks over the links of one page as <see cref="StoredLinksWriter"/> wrote them.</summary>
internal ref struct StoredLinksReader
{
    private readonly Span<byte> _target;
    private ByteReader _links;
    private ByteReader _provenance;
    private int _left;
    private int _targetLength;
    private LinkFacts _facts;

    /// <summary>Starts before the first link.</summary>
    /// <param name="page">The page.</param>
    /// <param name="reader">Stands at the length of the links; everything to its end is read.</param>
    /// <param name="fileId">Input of the first link.</param>
    /// <param name="target">
    /// Room for <see cref="CaptureLimits.MaxKeyBytes"/>, in which targets are put together; the caller's, for as long
    /// as the walk.
    /// </param>
    public StoredLinksReader(scoped in StoredPage page, ByteReader reader, int fileId, Span<byte> target)
    {
        _target = target;
        _links = reader.Slice(reader.ReadVarint(int.MaxValue));
        long offset = (long)reader.ReadVarint();
        _provenance = reader.Slice(reader.Rest.Length);
        _left = page.LinkCount;
        _targetLength = page.Key.Length;
        page.Key.CopyTo(target);
        _facts = new LinkFacts(default, default, false, page.FirstSeenSeconds, page.LastSeenSeconds, fileId, offset);
    }

    /// <summary>Target page key; valid until the next move.</summary>
    public readonly ReadOnlySpan<byte> TargetKey => _target[.._targetLength];

    /// <summary>Anchor text, UTF-8.</summary>
    public ReadOnlySpan<byte> Anchor { get; private set; }

    /// <summary>What else is known of the link.</summary>
    public readonly LinkFacts Facts => _facts;

    /// <summary>
    /// What stands behind the provenance of the last link, once all are read: names of the records they are from.
    /// </summary>
    public readonly ReadOnlySpan<byte> Behind => _provenance.Rest;

    /// <summary>Moves to the next link; false behind the last.</summary>
    /// <exception cref="IndexFormatException">The bytes do not decode.</exception>
    public bool MoveNext()
    {
        if (_left == 0)
        {
            if (!_links.AtEnd)
            {
                throw _links.Broken("bytes left over after the links of a page");
            }

            return false;
        }

        _left--;
        int flags = _links.ReadByte();
        LinkKind kind = (LinkKind)(flags & StoredLinksFormat.KindMask);
        ReadTarget();
        LinkRel rel = (flags & StoredLinksFormat.RelFlag) != 0 ? (LinkRel)_links.ReadByte() : LinkRel.None;
        Anchor = (flags & StoredLinksFormat.AnchorFlag) != 0
            ? _links.ReadBytes(_links.ReadVarint(CaptureLimits.MaxTextBytes))
            : default;
        (long? first, long? last) = (flags & StoredLinksFormat.DatesFlag) != 0
            ? SeenDates.Read(ref _links)
            : (_facts.FirstSeenSeconds, _facts.LastSeenSeconds);
        int fileId = (flags & StoredLinksFormat.FileFlag) != 0 ? _provenance.ReadVarint(int.MaxValue) : _facts.FileId;
        long offset = _facts.OffsetBytes;
        if ((flags & StoredLinksFormat.OffsetFlag) != 0)
        {
            offset = unchecked(offset + SeenDates.UnZigZag(_provenance.ReadVarint()));
        }

        _facts = new LinkFacts(kind, rel, (flags & StoredLinksFormat.LostFlag) != 0, first, last, fileId, offset);
        return true;
    }

    private void ReadTarget()
    {
        int shared = _links.ReadVarint(CaptureLimits.MaxKeyBytes);
        if (shared > _targetLength)
        {
            throw _links.Broken($"a target shares {shared} bytes with one that is shorter");
        }

        ReadOnlySpan<byte> rest = _links.ReadBytes(_links.ReadVarint(CaptureLimits.MaxKeyBytes - shared));
        rest.CopyTo(_target[shared..]);
        _targetLength = shared + rest.Length;
    }
}
