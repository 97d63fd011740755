using Vennlink.Storage.Sorting;

namespace Vennlink.Query.Edges;

/// <summary>Keys in any order, handed back in order and each once; more than memory holds goes to disk.</summary>
internal sealed class SortedKeys : IDisposable
{
    private const long SortBytes = 64 << 20;

    private readonly TemporarySort _sort = new(SortBytes);

    /// <summary>Adds a key.</summary>
    public void Add(ReadOnlySpan<byte> key) => _sort.Add(key);

    /// <summary>All of them.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Sort(CancellationToken cancellationToken)
    {
        using SortedRecords records = _sort.Sort(cancellationToken);
        byte[]? last = null;
        while (records.MoveNext())
        {
            if (last is null || !records.Current.SequenceEqual(last))
            {
                last = records.Current.ToArray();
                yield return last;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sort.Dispose();
}
