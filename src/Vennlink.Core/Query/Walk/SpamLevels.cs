using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;

namespace Vennlink.Query.Walk;

/// <summary>Spam scores of sources asked for in ascending order: a page's is that of its root domain, looked up once a domain.</summary>
internal sealed class SpamLevels
{
    private readonly ISourceIndex _index;
    private readonly LaneWidth _width;
    private readonly bool _areDomains;

    // The domain of the source asked for last, the first source behind it (0 before the first), its score.
    private uint _domain;
    private uint _domainEnd;
    private int _score;

    /// <summary>For one walk.</summary>
    /// <param name="index">Whose sources they are.</param>
    /// <param name="sources">What the sources are.</param>
    /// <param name="width">Register width of <see cref="Narrow"/>.</param>
    public SpamLevels(ISourceIndex index, SourceScope sources, LaneWidth width)
    {
        (_index, _width) = (index, width);
        _areDomains = AreDomains(index, sources);
    }

    /// <summary>Lowest score that is of interest; for <see cref="Narrow"/>.</summary>
    public int Lowest { get; set; } = sbyte.MinValue;

    /// <summary>Highest score that is of interest.</summary>
    public int Highest { get; set; } = sbyte.MaxValue;

    /// <summary>Whether a source's id is that of its root domain: where every domain has one page, a page's is too.</summary>
    public static bool AreDomains(ISourceIndex index, SourceScope sources) => sources == SourceScope.RootDomain || index.SourcePageCount == index.SourceDomainCount;

    /// <summary>The score of a source; not below the one asked for before.</summary>
    public int Of(uint sourceId)
    {
        if (_areDomains)
        {
            return _index.SpamScore(new DomainId(sourceId));
        }

        if (sourceId >= _domainEnd)
        {
            _domain = _domainEnd == 0 ? _index.DomainOf(new PageId(sourceId)).Value : Gallop(sourceId);
            _domainEnd = _index.FirstPage(new DomainId(_domain + 1));
            _score = _index.SpamScore(new DomainId(_domain));
        }

        return _score;
    }

    /// <summary>Takes out of a window those sources whose score is below <see cref="Lowest"/> or above <see cref="Highest"/>; may leave some in.</summary>
    /// <param name="windowStart">First id of the window.</param>
    /// <param name="sources">A bit for each source of the window.</param>
    /// <remarks>64 sources at a time where scores stand side by side in order of the sources. Nothing is read of words without sources.</remarks>
    public void Narrow(uint windowStart, Span<ulong> sources)
    {
        if (!_areDomains || (Lowest <= sbyte.MinValue && Highest >= sbyte.MaxValue))
        {
            return;
        }

        // The last word that holds a source: behind it, ids may be behind the last domain too.
        int wordCount = sources.LastIndexOfAnyExcept(0UL) + 1;
        if (wordCount == 0)
        {
            return;
        }

        ReadOnlySpan<sbyte> scores = _index.SpamScoresFrom(new DomainId(windowStart), wordCount << 6);
        for (int word = 0; word < wordCount; word++)
        {
            if (sources[word] != 0)
            {
                ReadOnlySpan<sbyte> ofWord = scores[(word << 6)..];
                sources[word] &= _width >= LaneWidth.Bits256 && ofWord.Length >= Vector512<sbyte>.Count ? WithinByVectors(ofWord) : WithinByBits(ofWord, sources[word]);
            }
        }
    }

    private ulong WithinByVectors(ReadOnlySpan<sbyte> scores)
    {
        Vector512<sbyte> of64 = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(scores));
        return (Vector512.GreaterThanOrEqual(of64, Vector512.Create(Clamp(Lowest))) & Vector512.LessThanOrEqual(of64, Vector512.Create(Clamp(Highest)))).ExtractMostSignificantBits();
    }

    private static sbyte Clamp(int score) => (sbyte)Math.Clamp(score, sbyte.MinValue, sbyte.MaxValue);

    private ulong WithinByBits(ReadOnlySpan<sbyte> scores, ulong sources)
    {
        ulong within = 0;
        for (ulong bits = sources; bits != 0; bits &= bits - 1)
        {
            int score = scores[BitOperations.TrailingZeroCount(bits)];
            within |= score >= Lowest && score <= Highest ? bits & (~bits + 1) : 0;
        }

        return within;
    }

    // The domain of a page behind the domain asked for last: mostly not far behind.
    private uint Gallop(uint page)
    {
        uint low = _domain;
        uint step = 1;

        // The first page behind the last domain is behind every page.
        while (step < _index.SourceDomainCount - low && _index.FirstPage(new DomainId(low + step)) <= page)
        {
            low += step;
            step *= 2;
        }

        uint high = Math.Min(low + step, _index.SourceDomainCount);

        // Invariant: first page of low ≤ page < first page of high.
        while (high - low > 1)
        {
            uint middle = low + ((high - low) / 2);
            if (_index.FirstPage(new DomainId(middle)) <= page)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
