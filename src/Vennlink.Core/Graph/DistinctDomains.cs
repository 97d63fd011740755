using Vennlink.Storage;

namespace Vennlink.Graph;

/// <summary>Counts the distinct root domains of lists of source pages. 4 bytes a domain.</summary>
/// <param name="domainOf">Ordinal of the root domain of each source page.</param>
/// <param name="domainCount">Number of root domains.</param>
internal sealed class DistinctDomains(NativeArray<uint> domainOf, uint domainCount) : IDisposable
{
    private readonly NativeArray<uint> _lastList = new(domainCount);
    private uint _list;

    /// <summary>Number of distinct root domains among the sources of these elements.</summary>
    public long Count(ReadOnlySpan<ulong> elements)
    {
        if (_list == uint.MaxValue)
        {
            for (long domain = 0; domain < _lastList.Length; domain++)
            {
                _lastList[domain] = 0;
            }

            _list = 0;
        }

        _list++;
        long count = 0;
        foreach (ulong element in elements)
        {
            ref uint last = ref _lastList[domainOf[SourceSet.Source(element)]];
            if (last != _list)
            {
                last = _list;
                count++;
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _lastList.Dispose();
}
