using System.Globalization;

namespace Vennlink.Ranking;

/// <summary>The one rule of memory for ranking: what must be in memory all at once is told before it is
/// begun.</summary>
internal static class RankingMemory
{
    /// <summary>Bytes of a node while it is ranked, beside what its caller holds: see
    /// <see cref="PageRank.BytesFor"/>.</summary>
    public static long BytesPerNode => PageRank.BytesFor(1);

    /// <summary>Refuses what does not fit.</summary>
    /// <param name="what">What is to be done, for the message: "ranking 7 nodes".</param>
    /// <param name="neededBytes">What it takes at least.</param>
    /// <param name="givenBytes">What the user gave.</param>
    /// <exception cref="InsufficientMemoryException">It does not fit; the message says what it takes.</exception>
    public static void Require(FormattableString what, long neededBytes, long givenBytes)
    {
        if (neededBytes > givenBytes)
        {
            throw new InsufficientMemoryException(string.Create(
                CultureInfo.InvariantCulture,
                $"{FormattableString.Invariant(what)} needs at least {(neededBytes >> 20) + 1:N0} MiB of memory, "
                    + $"but --memory is {givenBytes >> 20:N0}"));
        }
    }
}
