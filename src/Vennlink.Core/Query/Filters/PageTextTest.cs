using System.Numerics;
using System.Text;
using Vennlink.Links;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Query.Filters;

/// <summary>
/// Asks what the title and the URL of a page hold, both folded for case and accents. What a page was found to be is
/// remembered for the bitmap it was in, since a walk may ask again.
/// </summary>
/// <param name="index">Whose pages they are.</param>
/// <param name="title">What the title must hold; null for anything.</param>
/// <param name="url">What the URL, without scheme, must hold; null for anything.</param>
internal sealed class PageTextTest(ISourceIndex index, string? title, string? url) : ISourceTest
{
    private readonly byte[]? _title = title is null ? null : TextFolding.Fold(title);
    private readonly byte[]? _url = url is null ? null : TextFolding.Fold(url);
    private readonly ByteList _folded = new();
    private readonly BytesById _titles = new((page, text) => index.PageTitle(new PageId(page), text));
    private readonly BytesById _keys = new((page, key) => index.PageKey(new PageId(page), key));

    // For the bitmap asked about last: which pages are known, and which of them pass.
    private uint _start;
    private ulong[] _known = [];
    private ulong[] _passing = [];

    /// <inheritdoc/>
    public bool Holds(uint sourceId) =>
        (_title is null || FoldsTo(_title, _titles.Read(sourceId)))
            && (_url is null || FoldsTo(_url, Encoding.UTF8.GetBytes(UrlKey.ToText(_keys.Read(sourceId)))));

    /// <inheritdoc/>
    public void Narrow(uint start, Span<ulong> sources)
    {
        if (_start != start || _known.Length < sources.Length)
        {
            Array.Clear(_known);
            _known = _known.Length < sources.Length ? new ulong[sources.Length] : _known;
            _passing = _passing.Length < sources.Length ? new ulong[sources.Length] : _passing;
            _start = start;
        }

        for (int word = 0; word < sources.Length; word++)
        {
            for (ulong rest = sources[word] & ~_known[word]; rest != 0; rest &= rest - 1)
            {
                ulong bit = rest & (~rest + 1);
                bool holds = Holds(start + (uint)((word << 6) + BitOperations.TrailingZeroCount(rest)));
                _known[word] |= bit;
                _passing[word] = holds ? _passing[word] | bit : _passing[word] & ~bit;
            }

            sources[word] &= _passing[word];
        }
    }

    private bool FoldsTo(byte[] sought, ReadOnlySpan<byte> text)
    {
        _folded.Clear();
        TextFolding.Fold(text, _folded);
        return _folded.Span.IndexOf(sought) >= 0;
    }
}
