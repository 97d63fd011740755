using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;

namespace Vennlink.Query.Walk;

/// <summary>
/// Spam scores of sources, and whether they are of interest: a source's is that of its root domain, looked up once a
/// domain.
/// </summary>
/// <param name="index">Whose sources they are.</param>
/// <param name="space">What the sources are.</param>
/// <param name="width">Register width of <see cref="Narrow"/>.</param>
internal sealed class SpamLevels(ISourceIndex index, SourceSpace space, LaneWidth width) : ISourceTest
{
    // Asked for each candidate, so kept here.
    private readonly bool _areDomains = space.IsOfDomains;

    // The domain of the source asked for last, its sources (none before the first), its score.
    private uint _domain;
    private IdRange _sources;
    private int _score;

    /// <summary>Lowest score that is of interest.</summary>
    public int Min { get; set; } = sbyte.MinValue;

    /// <summary>Highest score that is of interest.</summary>
    public int Max { get; set; } = sbyte.MaxValue;

    /// <summary>The score of a source.</summary>
    public int Of(uint sourceId)
    {
        if (_areDomains)
        {
            return index.SpamScore(new DomainId(sourceId));
        }

        if (sourceId >= _sources.End || sourceId < _sources.Start)
        {
            _domain = _sources.End == 0 || sourceId < _sources.Start
                ? space.DomainOf(sourceId).Value
                : Gallop(sourceId);
            _sources = space.OfDomain(new DomainId(_domain));
            _score = index.SpamScore(new DomainId(_domain));
        }

        return _score;
    }

    /// <inheritdoc/>
    public bool Holds(uint sourceId) => Of(sourceId) is int score && score >= Min && score <= Max;

    /// <inheritdoc/>
    /// <remarks>64 sources at a time where scores stand side by side in order of the sources. Nothing is read of words
    /// without sources.</remarks>
    public void Narrow(uint start, Span<ulong> sources)
    {
        // The last word that holds a source: behind it, ids may be behind the last domain too.
        int wordCount = sources.LastIndexOfAnyExcept(0UL) + 1;
        if (wordCount == 0 || (Min <= sbyte.MinValue && Max >= sbyte.MaxValue))
        {
            return;
        }

        int done = _areDomains && width >= LaneWidth.Bits256
            ? NarrowByVectors(index.SpamScoresFrom(new DomainId(start), wordCount << 6), sources[..wordCount])
            : 0;
        for (int word = done; word < wordCount; word++)
        {
            if (sources[word] != 0)
            {
                sources[word] &= WithinByBits(start + (uint)(word << 6), sources[word]);
            }
        }
    }

    // Returns how many words it has narrowed: all that there are 64 scores of.
    private int NarrowByVectors(ReadOnlySpan<sbyte> scores, Span<ulong> sources)
    {
        Vector512<sbyte> min = Vector512.Create(Clamp(Min));
        Vector512<sbyte> max = Vector512.Create(Clamp(Max));
        ref sbyte first = ref MemoryMarshal.GetReference(scores);
        sources = sources[..Math.Min(sources.Length, scores.Length >> 6)];
        for (int word = 0; word < sources.Length; word++)
        {
            if (sources[word] != 0)
            {
                Vector512<sbyte> of64 = Vector512.LoadUnsafe(ref first, (nuint)word << 6);
                Vector512<sbyte> within =
                    Vector512.GreaterThanOrEqual(of64, min) & Vector512.LessThanOrEqual(of64, max);
                sources[word] &= within.ExtractMostSignificantBits();
            }
        }

        return sources.Length;
    }

    private static sbyte Clamp(int score) => (sbyte)Math.Clamp(score, sbyte.MinValue, sbyte.MaxValue);

    private ulong WithinByBits(uint start, ulong sources)
    {
        ulong within = 0;
        for (ulong bits = sources; bits != 0; bits &= bits - 1)
        {
            within |= Holds(start + (uint)BitOperations.TrailingZeroCount(bits)) ? bits & (~bits + 1) : 0;
        }

        return within;
    }

    // The domain of a source behind the domain asked for last: mostly not far behind.
    private uint Gallop(uint sourceId)
    {
        uint low = _domain;
        uint step = 1;

        // The first source behind the last domain is behind every source.
        while (step < index.SourceDomainCount - low && First(low + step) <= sourceId)
        {
            low += step;
            step *= 2;
        }

        uint high = Math.Min(low + step, index.SourceDomainCount);

        // Invariant: first source of low ≤ the source < first source of high.
        while (high - low > 1)
        {
            uint middle = low + ((high - low) / 2);
            (low, high) = First(middle) <= sourceId ? (middle, high) : (low, middle);
        }

        return low;
    }

    private uint First(uint domain) => space.OfDomain(new DomainId(domain)).Start;
}
