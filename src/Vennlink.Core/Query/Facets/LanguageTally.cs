using System.Numerics;
using Vennlink.Links;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Facets;

/// <summary>Counts rows by the language that their page says it is in.</summary>
/// <param name="index">The index.</param>
/// <param name="bestPage">The best page of a row with a link to one of its targets that counts; null where a row has
/// the id of its page.</param>
/// <param name="held">Disposed of with this; null for nothing.</param>
internal sealed class LanguageTally(ISourceIndex index, Func<uint, int, PageId>? bestPage, IDisposable? held)
    : FacetTally
{
    private readonly long[] _counts = new long[index.Languages.Count + 1]; // by number of the language, 0 is unknown
    private ulong[] _matches = [];

    public override void Add(ThresholdWalk walk, DomainId domain)
    {
        // Of an index none of whose pages says it there is nothing to read.
        int language = _counts.Length == 1 ? 0
            : index.LanguagesFrom(bestPage is null ? new PageId(walk.SourceId) : BestPage(walk), 1)[0];
        _counts[language]++;
    }

    public override IReadOnlyList<FacetValue> Values() => FacetValue.InOrder(
        Facet.Language,
        _counts.Select((count, language) => new FacetValue(
            LanguageCode.ToText(language == 0 ? LanguageCode.Unknown : index.Languages[language - 1]), count)));

    protected override void Close() => held?.Dispose();

    // Of all targets: ids of pages ascend from the best of a site on.
    private PageId BestPage(ThresholdWalk walk)
    {
        if (_matches.Length != walk.MatchWordCount)
        {
            _matches = new ulong[walk.MatchWordCount];
        }

        walk.CopyMatches(_matches);
        uint best = uint.MaxValue;
        for (int word = 0; word < _matches.Length; word++)
        {
            for (ulong bits = _matches[word]; bits != 0; bits &= bits - 1)
            {
                int target = (word << 6) + BitOperations.TrailingZeroCount(bits);
                best = Math.Min(best, bestPage!(walk.SourceId, target).Value);
            }
        }

        return new PageId(best);
    }
}
