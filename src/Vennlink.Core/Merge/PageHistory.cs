using System.IO.Hashing;
using System.Runtime.InteropServices;
using Vennlink.Links;
using Vennlink.Segments;
using Vennlink.Segments.Stored;

namespace Vennlink.Merge;

/// <summary>
/// What the captures of one page, told in ascending order of time, leave of it: its live links, the links it lost, its
/// dates and title. The rules are the table in docs/formats/live-pages.md. Reused from page to page. Not thread-safe.
/// </summary>
internal sealed class PageHistory
{
    // Anchors of rows that a newer capture replaced are dropped when they are most of the buffer, and it is worth the
    // copy.
    private const int FewAnchorBytes = 1 << 20;

    private readonly LinkIdentities _identities = new();
    private readonly List<Dates> _dates = [];
    private readonly Dictionary<(int FileId, long OffsetBytes), byte[]> _recordNames = [];
    private readonly Dictionary<UInt128, int> _unmatched = [];
    private List<Row> _live = [];
    private List<Row> _previous = [];
    private readonly List<Row> _lost = [];
    private byte[] _anchors = new byte[4096];
    private int _anchorsLength;
    private readonly byte[] _target = new byte[CaptureLimits.MaxKeyBytes];
    private readonly byte[] _title = new byte[CaptureLimits.MaxTextBytes];
    private int _titleLength;
    private int _generation;

    /// <summary>Whether any capture so far showed that the page exists, or existed.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Status of the newest capture that said what the page holds.</summary>
    public int HttpStatus { get; private set; }

    /// <summary>Time of the oldest dated capture that saw the page.</summary>
    public long? FirstSeenSeconds { get; private set; }

    /// <summary>Time of the newest one.</summary>
    public long? LastSeenSeconds { get; private set; }

    /// <summary>Title the newest capture gave.</summary>
    public ReadOnlySpan<byte> Title => _title.AsSpan(0, _titleLength);

    /// <summary>Language the newest capture gave (<see cref="LanguageCode"/>).</summary>
    public ushort Language { get; private set; }

    /// <summary>Forgets the page.</summary>
    public void Clear()
    {
        _identities.Clear();
        _dates.Clear();
        _recordNames.Clear();
        _live.Clear();
        _lost.Clear();
        _anchorsLength = 0;
        _titleLength = 0;
        Language = LanguageCode.Unknown;
        _generation = 0;
        IsKnown = false;
        HttpStatus = 0;
        FirstSeenSeconds = null;
        LastSeenSeconds = null;
    }

    /// <summary>Takes the next capture, which is not older than the one before.</summary>
    /// <param name="capture">The capture; copied.</param>
    /// <param name="fileId">Its input.</param>
    public void Apply(in CaptureRecord capture, int fileId)
    {
        if (!capture.Name.IsEmpty)
        {
            _recordNames[(fileId, capture.OffsetBytes)] = capture.Name.ToArray();
        }

        switch (capture.Kind)
        {
            case CaptureKind.Html when capture.IsTruncated:
                AddLinks(capture.Page, fileId);
                if (capture.Page.Title.Length > 0)
                {
                    SetTitle(capture.Page.Title);
                }

                Language = capture.Language == LanguageCode.Unknown ? Language : capture.Language;

                See(capture.Page.FirstSeenSeconds);
                HttpStatus = capture.Page.HttpStatus;
                break;
            case CaptureKind.NotHtml when capture.IsTruncated:
                See(capture.Page.FirstSeenSeconds);
                HttpStatus = capture.Page.HttpStatus;
                break;
            case CaptureKind.Html or CaptureKind.NotHtml or CaptureKind.Redirect:
                ReplaceLinks(capture.Page, fileId);
                SetTitle(capture.Page.Title);
                Language = capture.Language;
                See(capture.Page.FirstSeenSeconds);
                HttpStatus = capture.Page.HttpStatus;
                break;
            case CaptureKind.Gone:
                // It says that the page is not there, so neither does it see the page, nor does it make an unknown one
                // known.
                ReplaceLinks(capture.Page, fileId);
                SetTitle(default);
                Language = LanguageCode.Unknown;
                HttpStatus = capture.Page.HttpStatus;
                break;
            case CaptureKind.Unchanged:
                foreach (Row row in _live)
                {
                    Seen(row.Identity, capture.Page.FirstSeenSeconds);
                }

                if (!IsKnown)
                {
                    HttpStatus = capture.Page.HttpStatus;
                }

                See(capture.Page.FirstSeenSeconds);
                break;
        }
    }

    /// <summary>Adds the live links to <paramref name="page"/>, in document order.</summary>
    public void WriteLive(LivePage page) => Write(page, _live, isLost: false);

    /// <summary>
    /// Adds the lost links to <paramref name="page"/>: those lost first stand first, those lost together in document
    /// order.
    /// </summary>
    public void WriteLost(LivePage page)
    {
        ForgetFoundAgain();
        Write(page, _lost, isLost: true);
    }

    /// <summary>
    /// Names the records that the links of <paramref name="page"/> are from; called when all are added.
    /// </summary>
    public void NameRecords(LivePage page)
    {
        if (_recordNames.Count > 0)
        {
            page.SetRecordNames(record => _recordNames.GetValueOrDefault(record) ?? []);
        }
    }

    private void Write(LivePage page, List<Row> rows, bool isLost)
    {
        foreach (Row row in rows)
        {
            Dates dates = _dates[row.Identity];
            LinkKind kind = _identities.Kind(row.Identity);
            LinkFacts facts = new(kind, row.Rel, isLost, dates.First, dates.Last, row.FileId, row.OffsetBytes);
            page.Add(_identities.Target(row.Identity), Anchor(row), facts);
        }
    }

    private void See(long? timeSeconds)
    {
        IsKnown = true;
        FirstSeenSeconds ??= timeSeconds;
        LastSeenSeconds = timeSeconds ?? LastSeenSeconds;
    }

    private void SetTitle(ReadOnlySpan<byte> title)
    {
        title.CopyTo(_title);
        _titleLength = title.Length;
    }

    private void ReplaceLinks(in StoredPage page, int fileId)
    {
        _generation++;
        (_previous, _live) = (_live, _previous);
        _live.Clear();
        StoredLinksReader links = page.ReadLinks(fileId, _target);
        while (links.MoveNext())
        {
            _live.Add(NewRow(Show(links), links));
        }

        foreach (Row row in _previous)
        {
            int shown = _dates[row.Identity].Generation;
            if (shown != _generation)
            {
                _lost.Add(row with { Generation = shown });
            }
        }

        _previous.Clear();
        if (_lost.Count > (2 * _identities.Count) + 1024)
        {
            ForgetFoundAgain();
        }

        if (_anchorsLength > FewAnchorBytes)
        {
            DropDeadAnchors();
        }
    }

    // A truncated capture: each of its links either refreshes a live row that says the same (target, kind, rel,
    // anchor), one for one, or stands as a new row behind the others. Rows it does not show stay.
    private void AddLinks(in StoredPage page, int fileId)
    {
        _generation++;
        Span<Row> known = CollectionsMarshal.AsSpan(_live);
        int knownCount = known.Length;
        _unmatched.Clear();
        for (int index = knownCount - 1; index >= 0; index--)
        {
            UInt128 says = Fingerprint(known[index].Identity, known[index].Rel, Anchor(known[index]));
            known[index].NextAlike = _unmatched.TryGetValue(says, out int next) ? next : -1;
            _unmatched[says] = index;
        }

        StoredLinksReader links = page.ReadLinks(fileId, _target);
        while (links.MoveNext())
        {
            int identity = Show(links);
            UInt128 says = Fingerprint(identity, links.Facts.Rel, links.Anchor);
            if (_unmatched.TryGetValue(says, out int match) && match >= 0)
            {
                ref Row row = ref CollectionsMarshal.AsSpan(_live)[match];
                row.FileId = fileId;
                row.OffsetBytes = links.Facts.OffsetBytes;
                _unmatched[says] = row.NextAlike;
            }
            else
            {
                _live.Add(NewRow(identity, links));
            }
        }
    }

    // A link of a capture bears the time of the capture.
    private int Show(in StoredLinksReader link)
    {
        int identity = _identities.Find(link.TargetKey, link.Facts.Kind);
        if (identity == _dates.Count)
        {
            _dates.Add(default);
        }

        Seen(identity, link.Facts.FirstSeenSeconds);
        CollectionsMarshal.AsSpan(_dates)[identity].Generation = _generation;
        return identity;
    }

    private void Seen(int identity, long? timeSeconds)
    {
        ref Dates dates = ref CollectionsMarshal.AsSpan(_dates)[identity];
        dates.First ??= timeSeconds;
        dates.Last = timeSeconds ?? dates.Last;
    }

    private Row NewRow(int identity, in StoredLinksReader link)
    {
        if (_anchors.Length - _anchorsLength < link.Anchor.Length)
        {
            Array.Resize(ref _anchors, Math.Max(_anchors.Length * 2, _anchorsLength + link.Anchor.Length));
        }

        link.Anchor.CopyTo(_anchors.AsSpan(_anchorsLength));
        Row row = new()
        {
            Identity = identity,
            AnchorStart = _anchorsLength,
            AnchorLength = link.Anchor.Length,
            Rel = link.Facts.Rel,
            FileId = link.Facts.FileId,
            OffsetBytes = link.Facts.OffsetBytes,
        };
        _anchorsLength += link.Anchor.Length;
        return row;
    }

    // A lost row remembers the capture that showed its link last. When a later one showed it too, the link is live
    // again, or was lost again with newer rows: either way this row is history nobody asks for.
    private void ForgetFoundAgain() => _lost.RemoveAll(row => row.Generation != _dates[row.Identity].Generation);

    private void DropDeadAnchors()
    {
        long alive = 0;
        foreach (Row row in _live)
        {
            alive += row.AnchorLength;
        }

        foreach (Row row in _lost)
        {
            alive += row.AnchorLength;
        }

        if (alive > _anchorsLength / 2)
        {
            return;
        }

        byte[] kept = new byte[Math.Max(FewAnchorBytes, alive * 2)];
        int length = 0;
        Move(CollectionsMarshal.AsSpan(_live));
        Move(CollectionsMarshal.AsSpan(_lost));
        (_anchors, _anchorsLength) = (kept, length);

        void Move(Span<Row> rows)
        {
            foreach (ref Row row in rows)
            {
                Anchor(row).CopyTo(kept.AsSpan(length));
                row.AnchorStart = length;
                length += row.AnchorLength;
            }
        }
    }

    private ReadOnlySpan<byte> Anchor(in Row row) => _anchors.AsSpan(row.AnchorStart, row.AnchorLength);

    // 128 bits: two rows of one page that collide by chance would be folded into one; nobody will see that happen.
    private static UInt128 Fingerprint(int identity, LinkRel rel, ReadOnlySpan<byte> anchor) =>
        XxHash128.HashToUInt128(anchor, ((long)identity << 8) | (byte)rel);

    private struct Dates
    {
        public long? First;
        public long? Last;
        public int Generation;
    }

    private record struct Row
    {
        public int Identity;
        public int AnchorStart;
        public int AnchorLength;
        public LinkRel Rel;
        public int FileId;
        public long OffsetBytes;
        public int Generation;
        public int NextAlike;
    }
}
