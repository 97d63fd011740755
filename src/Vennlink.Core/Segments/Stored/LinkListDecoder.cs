using Vennlink.Links;
using Vennlink.Storage.Bytes;

namespace Vennlink.Segments.Stored;

/// <summary>Walks over the links of one page as <see cref="LinkListWriter"/> wrote them. The caller puts targets together.</summary>
internal ref struct LinkListDecoder
{
    private ByteReader _links;
    private ByteReader _provenance;
    private int _left;
    private KnownLink _link;

    /// <summary>Takes the rest of a record.</summary>
    /// <param name="reader">Stands at the length of the links; everything to its end is read.</param>
    /// <param name="linkCount">Links there are.</param>
    /// <param name="firstFileId">Input of the first link.</param>
    public LinkListDecoder(ByteReader reader, int linkCount, int firstFileId)
    {
        _links = reader.Slice(reader.ReadVarint(int.MaxValue));
        _provenance = reader.Slice(reader.Rest.Length);
        _left = linkCount;
        _link = new KnownLink(default, default, false, null, null, firstFileId, 0);
    }

    /// <summary>How many bytes of the target before (of the first link: of the page key) this target starts with.</summary>
    public int SharedLength { get; private set; }

    /// <summary>What follows these bytes.</summary>
    public ReadOnlySpan<byte> TargetRest { get; private set; }

    /// <summary>Anchor text.</summary>
    public ReadOnlySpan<byte> Anchor { get; private set; }

    /// <summary>What else is known of the link.</summary>
    public readonly KnownLink Link => _link;

    /// <summary>Moves to the next link; false behind the last.</summary>
    /// <exception cref="IndexFormatException">The bytes do not decode.</exception>
    public bool MoveNext()
    {
        if (_left == 0)
        {
            if (!_links.AtEnd || !_provenance.AtEnd)
            {
                throw _links.Broken("bytes left over after the links of a page");
            }

            return false;
        }

        _left--;
        int flags = _links.ReadByte();
        LinkKind kind = (LinkKind)(flags & LinkListFormat.KindMask);
        if (kind > LinkKind.Redirect)
        {
            throw _links.Broken($"found link flags {flags:x2}");
        }

        SharedLength = _links.ReadVarint(CaptureLimits.MaxKeyBytes);
        TargetRest = _links.ReadBytes(_links.ReadVarint(CaptureLimits.MaxKeyBytes - SharedLength));
        LinkRel rel = (flags & LinkListFormat.RelFlag) != 0 ? (LinkRel)_links.ReadByte() : LinkRel.None;
        Anchor = (flags & LinkListFormat.AnchorFlag) != 0 ? _links.ReadBytes(_links.ReadVarint(CaptureLimits.MaxTextBytes)) : default;
        (long? first, long? last) = (flags & LinkListFormat.DatesFlag) != 0 ? SeenDates.Read(ref _links) : (_link.FirstSeenSeconds, _link.LastSeenSeconds);
        int fileId = (flags & LinkListFormat.FileFlag) != 0 ? _provenance.ReadVarint(int.MaxValue) : _link.FileId;
        long offset = _link.OffsetBytes;
        if ((flags & LinkListFormat.OffsetFlag) != 0)
        {
            offset = unchecked(offset + SeenDates.UnZigZag(_provenance.ReadVarint()));
        }

        _link = new KnownLink(kind, rel, (flags & LinkListFormat.LostFlag) != 0, first, last, fileId, offset);
        return true;
    }

    /// <summary>The exception that names the place.</summary>
    public readonly IndexFormatException Broken(string problem) => _links.Broken(problem);
}
