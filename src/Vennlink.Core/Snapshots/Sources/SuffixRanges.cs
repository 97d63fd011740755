using System.Text;
using Vennlink.Snapshots.Postings;
using Vennlink.Urls;

namespace Vennlink.Snapshots.Sources;

/// <summary>Which source domains are under a suffix, such as <c>de</c> or <c>co.uk</c>? Thread-safe.</summary>
/// <remarks>
/// Domains are numbered by (Domain Authority ↓, key ↑), and keys begin with the last label. So those under a suffix are
/// one range in each authority that occurs: at most a hundred, two searches each. What was found is kept, since people
/// ask for the same few suffixes.
/// </remarks>
internal sealed class SuffixRanges(SourceDomains domains)
{
    // Of some thousand suffixes.
    private const long KeptBytes = 4 << 20;

    private readonly RecentAnswers<string, uint[]> _recent = new(KeptBytes);

    /// <summary>The ranges, ascending; none empty.</summary>
    /// <param name="suffix">Labels as a key has them: in lower case, the last first.</param>
    public IReadOnlyList<IdRange> Find(ReadOnlySpan<byte> suffix)
    {
        string name = Encoding.Latin1.GetString(suffix);
        uint[]? bounds = _recent.Find(name);
        if (bounds is null)
        {
            bounds = [.. Search(suffix.ToArray())];
            _recent.Add(name, bounds, (2L * name.Length) + (sizeof(uint) * (long)bounds.Length));
        }

        return [.. bounds.Chunk(2).Select(pair => new IdRange(pair[0], pair[1]))];
    }

    // Start and end of each range.
    private IEnumerable<uint> Search(byte[] suffix)
    {
        // A root domain of these labels, or one that has more labels behind a separator, which sorts below all bytes of
        // labels.
        byte[] behind = [.. suffix, UrlKey.LabelSeparator + 1];
        (double startShare, double endShare) = (0.5, 0.5);
        for (IdRange rest = new(0, domains.Count); rest.Start < rest.End;)
        {
            int authority = domains.Authority(rest.Start);
            IdRange level = rest with { End = rest.First(domain => domains.Authority(domain) < authority) };
            uint start = Find(level, suffix, ref startShare);
            uint end = Find(level, behind, ref endShare);
            if (start < end)
            {
                yield return start;
                yield return end;
            }

            rest = rest with { Start = level.End };
        }
    }

    // Guesses that a suffix lies where it lay among the domains of the authority before.
    private uint Find(IdRange level, byte[] key, ref double share)
    {
        uint length = level.End - level.Start;
        uint found = (uint)domains.FirstAtOrAbove(
            key, level.Start, level.End, level.Start + (long)(share * length));
        share = (double)(found - level.Start) / length;
        return found;
    }
}
