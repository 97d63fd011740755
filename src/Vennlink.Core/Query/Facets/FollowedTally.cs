using System.Numerics;
using Vennlink.Query.Walk;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Facets;

/// <summary>Counts rows by whether one of their links that count is followed.</summary>
/// <param name="followed">Of each positive target the sources with such a link; disposed of with this. Null where links
/// do not say.</param>
internal sealed class FollowedTally(PostingCursor[]? followed) : FacetTally
{
    private ulong[] _matches = [];
    private long _followedCount;
    private long _rowCount;

    public override void Add(ThresholdWalk walk, DomainId domain)
    {
        _rowCount++;
        if (followed is null)
        {
            return;
        }

        if (_matches.Length != walk.MatchWordCount)
        {
            _matches = new ulong[walk.MatchWordCount];
        }

        walk.CopyMatches(_matches);
        _followedCount += IsFollowed(walk.SourceId) ? 1 : 0;
    }

    public override IReadOnlyList<FacetValue> Values() =>
        [.. (followed is null ? [new FacetValue(null, _rowCount)]
            : (FacetValue[])[new FacetValue("followed", _followedCount),
                new FacetValue("not followed", _rowCount - _followedCount)])
            .Where(value => value.RowCount > 0)];

    protected override void Close()
    {
        foreach (PostingCursor list in followed ?? [])
        {
            list.Dispose();
        }
    }

    // Mostly the first target says it.
    private bool IsFollowed(uint source)
    {
        for (int word = 0; word < _matches.Length; word++)
        {
            for (ulong bits = _matches[word]; bits != 0; bits &= bits - 1)
            {
                if (followed![(word << 6) + BitOperations.TrailingZeroCount(bits)].Seek(source) == source)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
