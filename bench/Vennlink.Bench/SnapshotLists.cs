using System.Globalization;
using Vennlink.Query;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Bench;

/// <summary>
/// The root domains of a built index that most root domains link to, and some of each length. Choosing them reads the
/// whole dictionary.
/// </summary>
internal sealed class SnapshotLists : IRankedLists
{
    // Of each length: five positive targets and a negative one.
    private const int TargetsOfLength = 6;

    private readonly string _folder;
    private readonly (Target Target, long Count)[] _longest;
    private readonly SortedDictionary<long, List<Target>> _byLength = [];
    private Snapshot _snapshot;

    /// <summary>Opens the current snapshot of an index and chooses.</summary>
    /// <param name="indexFolder">The index.</param>
    /// <param name="longestCount">How many of the longest lists to keep.</param>
    /// <param name="choiceFile">Where the choice is kept, or taken from when it is there, since choosing reads the
    /// whole dictionary; null for nowhere.</param>
    public SnapshotLists(string indexFolder, int longestCount, string? choiceFile)
    {
        _folder = IndexFolder.CurrentSnapshot(indexFolder)
            ?? throw new InvalidDataException($"{indexFolder} holds no index");
        _snapshot = Snapshot.Open(_folder);
        if (choiceFile is null || !File.Exists(choiceFile))
        {
            _longest = Choose(longestCount);
            if (choiceFile is not null)
            {
                File.WriteAllLines(choiceFile, [.. _longest.Select(list => $"{list.Count}\t{list.Target.Text}"),
                    .. _byLength.SelectMany(pair => pair.Value.Select(target => $"{pair.Key}\t{target.Text}\t"))]);
            }

            return;
        }

        // Lines of the longest lists, then those of each length, which end in a tab.
        string[][] lines = [.. File.ReadLines(choiceFile).Select(line => line.Split('\t'))];
        _longest = [.. lines.Where(line => line.Length == 2).Take(longestCount)
            .Select(line => (TargetOf(line[1]), long.Parse(line[0], CultureInfo.InvariantCulture)))];
        foreach (IGrouping<string, string[]> length in lines.Where(line => line.Length == 3).GroupBy(line => line[0]))
        {
            _byLength.Add(long.Parse(length.Key, CultureInfo.InvariantCulture),
                [.. length.Select(line => TargetOf(line[1]))]);
        }
    }

    public ISourceIndex Index => _snapshot;

    public int TargetCount => _longest.Length;

    /// <summary>
    /// Lengths that enough lists have, ascending: each a power of ten or three of them, with targets whose lists are up
    /// to a fifth shorter.
    /// </summary>
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

    private (Target Target, long Count)[] Choose(int longestCount)
    {
        PriorityQueue<Target, long> shortestFirst = new();
        foreach ((ReadOnlyMemory<byte> key, long count) in _snapshot.LinkedTargets(TargetScope.RootDomain))
        {
            if (shortestFirst.Count < longestCount
                || (shortestFirst.TryPeek(out _, out long shortest) && count > shortest))
            {
                shortestFirst.Enqueue(TargetOf(key), count);
                if (shortestFirst.Count > longestCount)
                {
                    shortestFirst.Dequeue();
                }
            }

            AddOfLength(key, count);
        }

        return [.. shortestFirst.UnorderedItems.OrderByDescending(item => item.Priority)
            .ThenBy(item => item.Element.Text, StringComparer.Ordinal)];
    }

    private Target TargetOf(string text) =>
        new TargetParser(_snapshot).TryParse(text, TargetScope.RootDomain, out Target? target) == TargetProblem.None
            && target is not null
            ? target
            : throw new InvalidDataException($"{text} is no target of the index");

    private static Target TargetOf(ReadOnlyMemory<byte> key) =>
        new(TargetScope.RootDomain, key.ToArray(), Urls.UrlKey.ToText(key.Span));

    private void AddOfLength(ReadOnlyMemory<byte> key, long count)
    {
        long power = (long)Math.Pow(10, Math.Floor(Math.Log10(count * 1.25)));
        foreach (long length in (ReadOnlySpan<long>)[power, 3 * power])
        {
            if (count > length * 4 / 5 && count <= length)
            {
                List<Target> targets = _byLength.TryGetValue(length, out List<Target>? found)
                    ? found : _byLength[length] = [];
                if (targets.Count < TargetsOfLength)
                {
                    targets.Add(TargetOf(key));
                }
            }
        }
    }
}
