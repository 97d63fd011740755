using System.Globalization;
using Vennlink.Query.Walk;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Facets;

/// <summary>Counts rows by the band that a score of their root domain is in.</summary>
/// <param name="ends">The highest score of each band; the first begins at 1, each other behind the one before.</param>
/// <param name="scoreOf">The score, up to the highest end; below 1 for none.</param>
internal sealed class BandTally(int[] ends, Func<DomainId, int> scoreOf) : FacetTally
{
    /// <summary>Tenths of Domain Authority.</summary>
    public static readonly int[] Tenths = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

    /// <summary>What Moz calls low, medium and high spam.</summary>
    public static readonly int[] SpamBands = [30, 60, 100];

    private readonly long[] _byScore = new long[ends[^1] + 1];

    public override void Add(ThresholdWalk walk, DomainId domain) => _byScore[Math.Max(0, scoreOf(domain))]++;

    public override IReadOnlyList<FacetValue> Values()
    {
        List<FacetValue> values = [];
        int first = 1;
        foreach (int end in ends)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"{first}-{end}"),
                _byScore.AsSpan(first..(end + 1)));
            first = end + 1;
        }

        Add(null, _byScore.AsSpan(..1));
        return values;

        void Add(string? value, ReadOnlySpan<long> counts)
        {
            long sum = 0;
            foreach (long count in counts)
            {
                sum += count;
            }

            if (sum > 0)
            {
                values.Add(new FacetValue(value, sum));
            }
        }
    }
}
