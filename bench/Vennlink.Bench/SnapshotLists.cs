using Vennlink.Build;
using Vennlink.Query;
using Vennlink.Snapshots;

namespace Vennlink.Bench;

/// <summary>The root domains of a built index that most root domains link to, and some of each length. Choosing them reads the whole dictionary.</summary>
internal sealed class SnapshotLists : IRankedLists
{
    // Of each length: five positive targets and a negative one.
    private const int TargetsOfLength = 6;

    private readonly string _folder;
    private readonly PriorityQueue<Target, long> _shortestFirst = new();
    private readonly SortedDictionary<long, List<Target>> _byLength = [];
    private readonly (Target Target, long Count)[] _longest;
    private Snapshot _snapshot;

    /// <summary>Opens the current snapshot of an index and chooses.</summary>
    /// <param name="indexFolder">The index.</param>
    /// <param name="longestCount">How many of the longest lists to keep.</param>
    public SnapshotLists(string indexFolder, int longestCount)
    {
        _folder = IndexFolder.CurrentSnapshot(indexFolder) ?? throw new InvalidDataException($"{indexFolder} holds no index");
        _snapshot = Snapshot.Open(_folder);
        foreach ((ReadOnlyMemory<byte> key, long count) in _snapshot.LinkedTargets(TargetScope.RootDomain))
        {
            if (_shortestFirst.Count < longestCount || (_shortestFirst.TryPeek(out _, out long shortest) && count > shortest))
            {
                _shortestFirst.Enqueue(TargetOf(key), count);
                if (_shortestFirst.Count > longestCount)
                {
                    _shortestFirst.Dequeue();
                }
            }

            AddOfLength(key, count);
        }

        _longest = [.. _shortestFirst.UnorderedItems.OrderByDescending(item => item.Priority).ThenBy(item => item.Element.Text, StringComparer.Ordinal)];
    }

    public ISourceIndex Index => _snapshot;

    public int TargetCount => _longest.Length;

    /// <summary>Lengths that enough lists have, ascending: each a power of ten or three of them, with targets whose lists are up to a fifth shorter.</summary>
    public IEnumerable<(long Length, Target[] Targets)> ByLength =>
        _byLength.Where(pair => pair.Value.Count == TargetsOfLength).Select(pair => (pair.Key, pair.Value.ToArray()));

    public Target TargetAt(int place) => _longest[place].Target;

    public long CountAt(int place) => _longest[place].Count;

    public void Forget()
    {
        string[] files = [.. _snapshot.Manifest.Files.Select(file => Path.Combine(_folder, file.Name))];
        _snapshot.Dispose();
        Array.ForEach(files, PageCache.Drop);
        _snapshot = Snapshot.Open(_folder);
    }

    public void Dispose() => _snapshot.Dispose();

    private static Target TargetOf(ReadOnlyMemory<byte> key) => new(TargetScope.RootDomain, key.ToArray(), Urls.UrlKey.ToText(key.Span));

    private void AddOfLength(ReadOnlyMemory<byte> key, long count)
    {
        long power = (long)Math.Pow(10, Math.Floor(Math.Log10(count * 1.25)));
        foreach (long length in (ReadOnlySpan<long>)[power, 3 * power])
        {
            if (count > length * 4 / 5 && count <= length)
            {
                List<Target> targets = _byLength.TryGetValue(length, out List<Target>? found) ? found : _byLength[length] = [];
                if (targets.Count < TargetsOfLength)
                {
                    targets.Add(TargetOf(key));
                }
            }
        }
    }
}
