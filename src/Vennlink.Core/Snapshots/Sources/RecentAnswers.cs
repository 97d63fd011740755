namespace Vennlink.Snapshots.Sources;

/// <summary>
/// What was made for questions, the last used, so that the next page, the total and the subsets of a question do not
/// make it again. Thread-safe.
/// </summary>
/// <typeparam name="TKey">What is asked.</typeparam>
/// <typeparam name="TAnswer">What was made; nobody changes it once it is kept.</typeparam>
/// <param name="mostBytes">What they may take together; a larger one is not kept.</param>
internal sealed class RecentAnswers<TKey, TAnswer>(long mostBytes)
    where TKey : notnull
    where TAnswer : class
{
    // What holds a key and its answer together.
    private const int OverheadBytes = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _byKey = [];
    private readonly LinkedList<Entry> _lastUsedFirst = [];
    private long _bytes;

    /// <summary>The answer of a key; null when it is not kept.</summary>
    public TAnswer? Find(TKey key)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(key, out LinkedListNode<Entry>? node))
            {
                return null;
            }

            _lastUsedFirst.Remove(node);
            _lastUsedFirst.AddFirst(node);
            return node.Value.Answer;
        }
    }

    /// <summary>Keeps an answer.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="answer">It.</param>
    /// <param name="bytes">What both take.</param>
    public void Add(TKey key, TAnswer answer, long bytes)
    {
        Entry entry = new(key, answer, OverheadBytes + bytes);
        lock (_lock)
        {
            if (entry.Bytes > mostBytes || _byKey.ContainsKey(key))
            {
                return;
            }

            _byKey.Add(key, _lastUsedFirst.AddFirst(entry));
            _bytes += entry.Bytes;
            while (_bytes > mostBytes)
            {
                Entry oldest = _lastUsedFirst.Last!.Value;
                _lastUsedFirst.RemoveLast();
                _byKey.Remove(oldest.Key);
                _bytes -= oldest.Bytes;
            }
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _byKey.Clear();
            _lastUsedFirst.Clear();
            _bytes = 0;
        }
    }

    private sealed record Entry(TKey Key, TAnswer Answer, long Bytes);
}
