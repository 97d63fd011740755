using System.Text;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Query;

/// <summary>
/// A <see cref="SourceFilter"/> in the ids of one index: ranges to keep to, ranges to leave out, and what each
/// candidate is asked. Immutable; thread-safe.
/// </summary>
/// <remarks>
/// Domains are numbered by (Domain Authority ↓, key ↑). So an authority range is one range of ids; and since the key
/// begins with the last label, a top-level domain is one range in each authority that occurs: at most a hundred, each
/// found by bisection. Spam scores are a column of their own.
/// </remarks>
internal sealed class FoundFilter
{
    private readonly ISourceIndex _index;

    /// <param name="filter">The filter; null for none.</param>
    /// <param name="index">Whose sources are meant.</param>
    /// <param name="space">What the sources are.</param>
    public FoundFilter(SourceFilter? filter, ISourceIndex index, SourceSpace space)
    {
        _index = index;
        SpamScore = filter?.SpamScore;
        IdRange domains = new(0, index.SourceDomainCount);
        if (filter?.DomainAuthority is { } authority)
        {
            uint start = domains.First(domain => _index.DomainAuthority(new DomainId(domain)) <= authority.Max);
            domains = new IdRange(start, FirstBelow(domains, authority.Min));
        }

        bool isWhole = domains == new IdRange(0, index.SourceDomainCount);
        IReadOnlyList<string> suffixes = filter?.TopLevelDomains ?? [];
        if (suffixes.Count > 0)
        {
            Kept = [.. InTopLevelDomains(suffixes, domains).Select(InSpace)];
        }
        else if (!isWhole)
        {
            Kept = [InSpace(domains)];
        }

        Excluded = [.. InTopLevelDomains(filter?.ExcludedTopLevelDomains ?? [], domains).Select(InSpace)];

        IdRange InSpace(IdRange range) =>
            new(space.OfDomain(new DomainId(range.Start)).Start, space.OfDomain(new DomainId(range.End)).Start);
    }

    /// <summary>The only sources to look at; null for all. May overlap.</summary>
    public IReadOnlyList<IdRange>? Kept { get; }

    /// <summary>Sources to leave out. May overlap.</summary>
    public IReadOnlyList<IdRange> Excluded { get; }

    /// <summary>Spam scores of interest; null for all.</summary>
    public ScoreRange? SpamScore { get; }

    // The first of some domains with a lower authority.
    private uint FirstBelow(IdRange domains, int authority) =>
        domains.First(domain => _index.DomainAuthority(new DomainId(domain)) < authority);

    private IEnumerable<IdRange> InTopLevelDomains(IReadOnlyList<string> suffixes, IdRange domains)
    {
        if (suffixes.Count == 0)
        {
            yield break;
        }

        IdRange level = new(domains.Start, domains.Start);
        for (; level.Start < domains.End; level = level with { Start = level.End })
        {
            int authority = _index.DomainAuthority(new DomainId(level.Start));
            level = level with { End = FirstBelow(level with { End = domains.End }, authority) };
            foreach (string suffix in suffixes)
            {
                // A root domain of these labels, or one that has more labels behind a separator, which sorts below all
                // bytes of labels.
                string labels = string.Join(
                    (char)UrlKey.LabelSeparator, suffix.ToLowerInvariant().Split('.').Reverse());
                byte[] first = Encoding.ASCII.GetBytes(labels);
                byte[] end = [.. first, UrlKey.LabelSeparator + 1];
                yield return new IdRange(FirstFrom(level, first), FirstFrom(level, end));
            }
        }
    }

    // The first of some domains in order of keys whose key is not below one.
    private uint FirstFrom(IdRange domains, byte[] key)
    {
        byte[] buffer = new byte[512];
        return domains.First(domain =>
        {
            int length = _index.DomainKey(new DomainId(domain), buffer);
            if (length > buffer.Length)
            {
                buffer = new byte[length];
                _index.DomainKey(new DomainId(domain), buffer);
            }

            return buffer.AsSpan(0, length).SequenceCompareTo(key) >= 0;
        });
    }
}
