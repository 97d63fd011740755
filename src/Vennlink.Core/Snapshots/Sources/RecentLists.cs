namespace Vennlink.Snapshots.Sources;

/// <summary>
/// Lists of ids that were made for questions, the last used, so that the next page, the total and the subsets of one do
/// not make them again. Thread-safe.
/// </summary>
/// <param name="mostBytes">What they may take together; a longer list is not kept.</param>
internal sealed class RecentLists(long mostBytes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byName = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _lastUsedFirst = [];
    private long _bytes;

    /// <summary>The list of a name; null when it is not kept.</summary>
    public uint[]? Find(string name)
    {
        lock (_lock)
        {
            if (!_byName.TryGetValue(name, out LinkedListNode<Entry>? node))
            {
                return null;
            }

            _lastUsedFirst.Remove(node);
            _lastUsedFirst.AddFirst(node);
            return node.Value.List;
        }
    }

    /// <summary>Keeps a list, which nobody changes from now on.</summary>
    public void Add(string name, uint[] list)
    {
        Entry entry = new(name, list);
        lock (_lock)
        {
            if (entry.Bytes > mostBytes || _byName.ContainsKey(name))
            {
                return;
            }

            _byName.Add(name, _lastUsedFirst.AddFirst(entry));
            _bytes += entry.Bytes;
            while (_bytes > mostBytes)
            {
                Entry oldest = _lastUsedFirst.Last!.Value;
                _lastUsedFirst.RemoveLast();
                _byName.Remove(oldest.Name);
                _bytes -= oldest.Bytes;
            }
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _byName.Clear();
            _lastUsedFirst.Clear();
            _bytes = 0;
        }
    }

    private sealed record Entry(string Name, uint[] List)
    {
        // The name, and what holds both together.
        private const int OverheadBytes = 200;

        public long Bytes => OverheadBytes + (2L * Name.Length) + (sizeof(uint) * (long)List.Length);
    }
}
