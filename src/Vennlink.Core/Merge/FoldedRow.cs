using Vennlink.Segments;

namespace Vennlink.Merge;

/// <summary>
/// Rows of lists and graphs that say the same of one page (target, anchor, rel), folded into one link: earliest first seen, latest last
/// seen, and the provenance of the first row in canonical order. Equal rows come together. Not thread-safe.
/// </summary>
internal sealed class FoldedRow
{
    private byte[] _text = new byte[4096];
    private int _targetLength;
    private int _anchorLength;
    private LinkFacts _facts;
    private bool _isEmpty = true;

    private ReadOnlySpan<byte> Target => _text.AsSpan(0, _targetLength);

    private ReadOnlySpan<byte> Anchor => _text.AsSpan(_targetLength, _anchorLength);

    /// <summary>Folds a row that says the same as the one before; false for another.</summary>
    public bool TryFold(Capture row, int fileId)
    {
        CaptureLink link = row[0];
        if (_isEmpty || link.Rel != _facts.Rel || !link.TargetKey.SequenceEqual(Target) || !link.Anchor.SequenceEqual(Anchor))
        {
            return false;
        }

        if ((fileId, row.OffsetBytes).CompareTo((_facts.FileId, _facts.OffsetBytes)) < 0)
        {
            _facts = _facts with { FileId = fileId, OffsetBytes = row.OffsetBytes };
        }

        _facts = _facts with
        {
            FirstSeenSeconds = Times.Earlier(_facts.FirstSeenSeconds, row.FirstSeenSeconds),
            LastSeenSeconds = Times.Later(_facts.LastSeenSeconds, row.LastSeenSeconds),
        };
        return true;
    }

    /// <summary>Starts a new link; the row is copied.</summary>
    public void Start(Capture row, int fileId)
    {
        CaptureLink link = row[0];
        _targetLength = link.TargetKey.Length;
        _anchorLength = link.Anchor.Length;
        if (_text.Length < _targetLength + _anchorLength)
        {
            _text = new byte[2 * (_targetLength + _anchorLength)];
        }

        link.TargetKey.CopyTo(_text);
        link.Anchor.CopyTo(_text.AsSpan(_targetLength));
        _facts = new LinkFacts(link.Kind, link.Rel, IsLost: false, row.FirstSeenSeconds, row.LastSeenSeconds, fileId, row.OffsetBytes);
        _isEmpty = false;
    }

    /// <summary>Adds the link to <paramref name="page"/>, if there is one, and empties this.</summary>
    public void WriteTo(LivePage page)
    {
        if (_isEmpty)
        {
            return;
        }

        page.Add(Target, Anchor, _facts);
        _isEmpty = true;
    }
}
