using System.Numerics;

namespace Vennlink.Query.Walk;

/// <summary>Keeps the best rows of a walk: highest level first, then lowest source id.</summary>
/// <remarks>Rows come in ascending id, so of two of one level the earlier is better, and once full only a row of a
/// higher level gets in.</remarks>
internal sealed class BestRows
{
    // An id, and an entry of the queue.
    private const int BytesPerRow = 4 + 16;

    // Worst row at the root: the lowest level, and in it the highest id.
    private readonly PriorityQueue<int, ulong> _worstFirst = new();
    private readonly List<uint> _ids = [];
    private ulong[] _matches = [];
    private int _capacity;
    private int _matchWordCount;

    /// <summary>Whether a row must be of a higher level than <see cref="WorstLevel"/> now.</summary>
    public bool IsFull => _worstFirst.Count == _capacity;

    /// <summary>Memory held, about.</summary>
    public long HeldBytes => (_matches.Length * (long)sizeof(ulong)) + (_ids.Capacity * (long)BytesPerRow);

    /// <summary>Level of the worst row kept.</summary>
    public int WorstLevel { get; private set; } = int.MaxValue;

    /// <summary>Forgets all rows.</summary>
    /// <param name="capacity">Rows to keep, at least 1.</param>
    /// <param name="wordCount">Words of the matching targets of a row.</param>
    public void Start(int capacity, int wordCount)
    {
        _worstFirst.Clear();
        _ids.Clear();
        WorstLevel = int.MaxValue;
        _capacity = capacity;
        _matchWordCount = wordCount;
    }

    /// <summary>Adds a row that is good enough.</summary>
    /// <returns>Where its matching targets go.</returns>
    public Span<ulong> Add(int level, uint sourceId)
    {
        int slot = _ids.Count;
        if (IsFull)
        {
            slot = _worstFirst.Dequeue();
            _ids[slot] = sourceId;
        }
        else
        {
            _ids.Add(sourceId);
            if (_matches.Length < _ids.Count * _matchWordCount)
            {
                Array.Resize(ref _matches, Math.Max(16 * _matchWordCount, 2 * _matches.Length));
            }
        }

        _worstFirst.Enqueue(slot, Priority(level, sourceId));
        _worstFirst.TryPeek(out _, out ulong worst);
        WorstLevel = LevelOf(worst);
        return Matches(slot);
    }

    /// <summary>Empties this into a list, behind what is there, best row first.</summary>
    /// <returns>Level of the last row; null when there are fewer rows than were to be kept.</returns>
    public int? Take(List<IntersectRow> rows)
    {
        int? lastLevel = IsFull ? WorstLevel : null;
        int start = rows.Count;
        while (_worstFirst.TryDequeue(out int slot, out _))
        {
            rows.Add(new IntersectRow(_ids[slot], TargetIndexes(Matches(slot))));
        }

        rows.Reverse(start, rows.Count - start);
        return lastLevel;
    }

    /// <summary>The numbers of the set bits, ascending.</summary>
    public static int[] TargetIndexes(ReadOnlySpan<ulong> matches)
    {
        int[] indexes = new int[MatchCounters.PopulationCount(matches)];
        int count = 0;
        for (int word = 0; word < matches.Length; word++)
        {
            for (ulong bits = matches[word]; bits != 0; bits &= bits - 1)
            {
                indexes[count++] = (word << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return indexes;
    }

    // Levels are match counts or spam scores: nothing below −1.
    private static ulong Priority(int level, uint sourceId) => ((ulong)(uint)(level + 1) << 32) | ~sourceId;

    private static int LevelOf(ulong priority) => (int)(priority >> 32) - 1;

    private Span<ulong> Matches(int slot) => _matches.AsSpan(slot * _matchWordCount, _matchWordCount);
}
