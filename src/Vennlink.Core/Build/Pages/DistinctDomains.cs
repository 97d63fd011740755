using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Files;

namespace Vennlink.Build.Pages;

/// <summary>Finds the distinct root domains of lists of source pages. 8 bytes a domain. Not thread-safe.</summary>
/// <param name="domainOf">Ordinal of the root domain of each source page.</param>
/// <param name="domainCount">Number of root domains.</param>
internal sealed class DistinctDomains(NativeArray<uint> domainOf, uint domainCount) : IDisposable
{
    private readonly NativeArray<uint> _lastList = new(domainCount);
    private readonly NativeArray<uint> _lastFollowedList = new(domainCount);
    private uint[] _followed = new uint[256];
    private uint _list;

    /// <summary>Takes the elements of one list.</summary>
    /// <param name="elements">Elements of a <see cref="SourceSet"/>.</param>
    /// <param name="followed">Root domains with a followed link, ascending; valid until the next call.</param>
    /// <returns>How many root domains have a link, followed or not.</returns>
    public uint Take(ReadOnlySpan<ulong> elements, out ReadOnlySpan<uint> followed)
    {
        if (_list == uint.MaxValue)
        {
            _lastList.Clear();
            _lastFollowedList.Clear();
            _list = 0;
        }

        _list++;
        uint count = 0;
        int followedCount = 0;
        bool isAscending = true;
        foreach (ulong element in elements)
        {
            uint domain = domainOf[SourceSet.Source(element)];
            ref uint last = ref _lastList[domain];
            if (last != _list)
            {
                last = _list;
                count++;
            }

            ref uint lastFollowed = ref _lastFollowedList[domain];
            if (lastFollowed != _list && !SourceSet.IsNotFollowed(element))
            {
                lastFollowed = _list;
                if (followedCount == _followed.Length)
                {
                    Array.Resize(ref _followed, 2 * followedCount);
                }

                isAscending &= followedCount == 0 || domain > _followed[followedCount - 1];
                _followed[followedCount++] = domain;
            }
        }

        // Pages come in key order, and so do root domains but where they nest.
        if (!isAscending)
        {
            _followed.AsSpan(0, followedCount).Sort();
        }

        followed = _followed.AsSpan(0, followedCount);
        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lastList.Dispose();
        _lastFollowedList.Dispose();
    }
}
