using System.Numerics;
using Vennlink.Snapshots.Postings;

namespace Vennlink.Query.Walk;

/// <summary>
/// Sources found in one go in many windows of which the lists hold few ids each, with the lists that hold them.
/// </summary>
/// <remarks>
/// Costs by id, where a window costs by itself: lists are gathered one after the other and counted in a table by the
/// low bits of ids, which can only count too many; the few ids that reach the count there are sorted and counted truly.
/// Source: ScanCount of Li, Lu and Lu, "Efficient merging and filtering algorithms for approximate string searches",
/// ICDE 2008, with a table that fits the cache instead of one as long as the id space.
/// </remarks>
/// <param name="lists">The lists of the walk.</param>
/// <param name="buffers">Its working memory.</param>
internal sealed class SparseRun(WalkLists lists, WalkBuffers buffers)
{
    // Windows that are expected to have more ids in the lists to gather are worked off each by itself.
    private const float MaxIdsOfWindow = 256;

    // Ids to expect in a run, and most windows of one: what is gathered stays in the cache, and a short page does not
    // wait for a long run.
    private const float IdsOfRun = 4096;
    private const int MaxWindows = 1 << 14;

    // Where so many times the ids were met that were expected, the next window is worked off by itself, to see.
    private const int Surprise = 4;

    private const int TableBits = 16;
    private const int DigitBits = 11;
    private const int WorthRadix = 256;

    private readonly WalkLists _lists = lists;
    private readonly WalkBuffers _buffers = buffers;
    private int _length; // windows that the next run may have

    // Id in the upper bits, position of the list in the lower; sorted from Select on, but for ids below the count.
    private ulong[] _entries = new ulong[1 << 12];
    private ulong[] _scratch = [];
    private readonly uint[] _ids = new uint[1 << 10];
    private readonly ushort[] _table = new ushort[1 << TableBits];
    private readonly int[] _digits = new int[1 << DigitBits];
    private int _entryCount;

    // Candidates: those of one id are _entries[_start … _end).
    private int _start;
    private int _end;

    // Sources found: entries of each, one behind the other, where each ends, and at which the walk stands.
    private ulong[] _matches = new ulong[1 << 10];
    private int _matchCount;
    private int[] _sourceEnds = new int[1 << 8];
    private int _source = -1;

    /// <summary>Memory held that grows with what is gathered.</summary>
    public long HeldBytes => ((long)(_entries.Length + _scratch.Length + _matches.Length) * sizeof(ulong))
        + ((long)_sourceEnds.Length * sizeof(int));

    /// <summary>Sources found.</summary>
    public int Count { get; private set; }

    /// <summary>The source that <see cref="MoveNext"/> moved to.</summary>
    public uint SourceId => IdOf(_source);

    /// <summary>How many lists hold it.</summary>
    public int MatchCount => MatchesOf(_source).Length;

    /// <summary>Begins a walk.</summary>
    public void Start() => _length = 1;

    /// <summary>Works off several windows at once where the lists to gather should have few ids there.</summary>
    /// <param name="pivot">The first window.</param>
    /// <param name="endWindow">None from this one on.</param>
    /// <returns>False when they should have too many, or one window is to be looked at first; then nothing was done but
    /// that all lists that have not ended are active.</returns>
    public bool TryWorkOff(int pivot, int endWindow)
    {
        _lists.ActivateAll();
        (int gatherCount, float ids, float cost) = _lists.PlanGathering();
        bool isOfRequired = _lists.Required is not null
            && _lists.ExpectedRequired * _lists.ActiveCount * WalkCost.LookUp < cost;
        // required sources are the candidates, looked up in all lists
        (gatherCount, ids) = isOfRequired ? (0, _lists.ExpectedRequired) : (gatherCount, ids);
        if (ids > MaxIdsOfWindow || _lists.ActiveCount >= GatheredIds.MaxLists)
        {
            _length = 1;
            return false;
        }

        // Twice as many windows each time: expectations are of windows that were looked at, and a long run on a wrong
        // one costs much.
        int length = (int)Math.Min(Math.Min(_length, endWindow - pivot), IdsOfRun / Math.Max(ids, 1));
        _length = Math.Min(2 * _length, MaxWindows);
        if (length < 2)
        {
            return false;
        }

        // Behind the last window this is End.
        uint last = SourceWindow.Start(pivot + length) - 1;
        int gathered = WorkOff(SourceWindow.Start(pivot), last, length, gatherCount, isOfRequired);
        _length = gathered > Math.Max(IdsOfRun, Surprise * ids * length) ? 1 : _length;
        _lists.Pass(pivot + length, gatherCount);
        return true;
    }

    /// <summary>
    /// Moves to the next source that as many lists hold as the threshold says by now; false at the end.
    /// </summary>
    public bool MoveNext()
    {
        while (++_source < Count)
        {
            if (MatchCount >= _lists.Threshold)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Sets the bits of the targets whose lists hold the source.</summary>
    public void AddMatches(Span<ulong> matches)
    {
        foreach (ulong entry in MatchesOf(_source))
        {
            _lists.SetTarget(matches, (ushort)entry);
        }
    }

    /// <summary>Copies the ids of all sources found, ascending.</summary>
    /// <returns>How many.</returns>
    public int CopySourceIds(Span<uint> destination)
    {
        for (int source = 0; source < Count; source++)
        {
            destination[source] = IdOf(source);
        }

        return Count;
    }

    // Returns how many ids were gathered.
    private int WorkOff(uint first, uint last, int windowCount, int gatherCount, bool isOfRequired)
    {
        (_entryCount, _start, _end, _matchCount, Count, _source) = (0, 0, 0, 0, 0, -1);
        if (isOfRequired)
        {
            _lists.LearnRequired(Gather(_lists.Required!, 0, first, last), windowCount);
        }

        for (int position = 0; position < gatherCount; position++)
        {
            _lists.Learn(position, Gather(_lists.Active(position), position, first, last), windowCount);
        }

        // In k lists means in at least so many of those gathered, whatever the others hold. The table may count too
        // many, since ids that share their low bits share a count, but never too few: what reaches the number there is
        // sorted and counted truly.
        int gathered = _entryCount;
        int needed = isOfRequired ? 1 : Math.Max(1, _lists.Threshold - (_lists.ActiveCount - gatherCount));
        Select(needed, first, last);
        while (NextCandidate(out uint id, out int count))
        {
            if (count >= needed)
            {
                Decide(id, gatherCount, isOfRequired);
            }
        }

        return gathered;
    }

    // Makes a source of a candidate when enough lists hold it and nothing rules it out.
    private void Decide(uint id, int gatherCount, bool isOfRequired)
    {
        if (!isOfRequired && _lists.Required is { } required && !required.Contains(id))
        {
            return;
        }

        int start = _matchCount;
        ReserveMatches(_end - _start + _lists.ActiveCount - gatherCount);
        if (!isOfRequired)
        {
            _entries.AsSpan(_start, _end - _start).CopyTo(_matches.AsSpan(start));
            _matchCount += _end - _start;
        }

        for (int position = gatherCount; position < _lists.ActiveCount
            && _matchCount - start + _lists.ActiveCount - position >= _lists.Threshold; position++)
        {
            if (_lists.Active(position).Contains(id))
            {
                _matches[_matchCount++] = Entry(id, position);
            }
        }

        int count = _matchCount - start;
        if (count < _lists.Threshold || count > _lists.Ceiling || _lists.IsExcluded(id) || !Passes(id, start))
        {
            _matchCount = start;
            return;
        }

        if (Count == _sourceEnds.Length)
        {
            Array.Resize(ref _sourceEnds, 2 * _sourceEnds.Length);
        }

        _sourceEnds[Count++] = _matchCount;
    }

    // Asks what is more than the number of lists: entries of the candidate stand from start on.
    private bool Passes(uint id, int start)
    {
        if (_lists.Test is { } test && !test.Holds(id))
        {
            return false;
        }

        if (_lists.Tree is not { } tree)
        {
            return true;
        }

        Span<ulong> matches = _buffers.Matches.AsSpan(0, _buffers.MatchWordCount);
        matches.Clear();
        foreach (ulong entry in _matches.AsSpan(start, _matchCount - start))
        {
            _lists.SetTarget(matches, (ushort)entry);
        }

        return tree.Holds(matches, id);
    }

    // Returns how many ids the list has in the run.
    private int Gather(PostingCursor list, int position, uint first, uint last)
    {
        int before = _entryCount;
        list.Seek(first);
        for (int copied = list.CopyIds(last, _ids); copied > 0; copied = list.CopyIds(last, _ids))
        {
            if (_entries.Length < _entryCount + copied)
            {
                Array.Resize(ref _entries, Math.Max(2 * _entries.Length, _entryCount + copied));
            }

            Span<ulong> entries = _entries.AsSpan(_entryCount, copied);
            for (int index = 0; index < entries.Length; index++)
            {
                entries[index] = Entry(_ids[index], position);
            }

            _entryCount += copied;
            if (copied < _ids.Length)
            {
                break;
            }
        }

        return _entryCount - before;
    }

    // Leaves those of the gathered that can be in so many lists, and puts them in order.
    private void Select(int needed, uint first, uint last)
    {
        if (needed > 1)
        {
            KeepCounted(needed);
        }

        Span<ulong> entries = _entries.AsSpan(0, _entryCount);
        if (entries.Length < WorthRadix)
        {
            entries.Sort();
        }
        else
        {
            SortByDigits(first, last);
        }
    }

    // Moves to the next candidate: its id, and in how many of the gathered lists it is.
    private bool NextCandidate(out uint id, out int count)
    {
        if (_end == _entryCount)
        {
            (id, count) = (0, 0);
            return false;
        }

        _start = _end;
        id = (uint)(_entries[_start] >> 16);
        while (_end < _entryCount && (uint)(_entries[_end] >> 16) == id)
        {
            _end++;
        }

        count = _end - _start;
        return true;
    }

    private uint IdOf(int source) => (uint)(_matches[_sourceEnds[source] - 1] >> 16);

    private ReadOnlySpan<ulong> MatchesOf(int source)
    {
        int start = source == 0 ? 0 : _sourceEnds[source - 1];
        return _matches.AsSpan(start, _sourceEnds[source] - start);
    }

    private static ulong Entry(uint id, int position) => ((ulong)id << 16) | (uint)position;

    private void ReserveMatches(int count)
    {
        if (_matches.Length < _matchCount + count)
        {
            Array.Resize(ref _matches, Math.Max(2 * _matches.Length, _matchCount + count));
        }
    }

    private void KeepCounted(int needed)
    {
        Span<ulong> entries = _entries.AsSpan(0, _entryCount);
        foreach (ulong entry in entries)
        {
            ref ushort count = ref _table[(ushort)(entry >> 16)];
            count = (ushort)Math.Min(count + 1, ushort.MaxValue);
        }

        // In the room behind what is kept: the table must be cleared by all that was counted.
        if (_scratch.Length < _entryCount)
        {
            _scratch = new ulong[_entries.Length];
        }

        int kept = 0;
        foreach (ulong entry in entries)
        {
            _scratch[kept] = entry;
            kept += _table[(ushort)(entry >> 16)] >= needed ? 1 : 0;
        }

        if (_entryCount > _table.Length / 16)
        {
            Array.Clear(_table);
        }
        else
        {
            foreach (ulong entry in entries)
            {
                _table[(ushort)(entry >> 16)] = 0;
            }
        }

        (_entries, _scratch) = (_scratch, _entries);
        _entryCount = kept;
    }

    // Least digit first; lists were gathered by position, and equal ids keep that order.
    private void SortByDigits(uint first, uint last)
    {
        if (_scratch.Length < _entryCount)
        {
            _scratch = new ulong[_entries.Length];
        }

        int bits = 64 - BitOperations.LeadingZeroCount((ulong)last - first);
        for (int shift = 0; shift < bits; shift += DigitBits)
        {
            Span<int> digits = _digits;
            digits.Clear();
            ReadOnlySpan<ulong> entries = _entries.AsSpan(0, _entryCount);
            foreach (ulong entry in entries)
            {
                digits[Digit(entry, first, shift)]++;
            }

            int sum = 0;
            foreach (ref int digit in digits)
            {
                (digit, sum) = (sum, sum + digit);
            }

            foreach (ulong entry in entries)
            {
                _scratch[digits[Digit(entry, first, shift)]++] = entry;
            }

            (_entries, _scratch) = (_scratch, _entries);
        }
    }

    private static int Digit(ulong entry, uint first, int shift) =>
        (int)(((uint)(entry >> 16) - first) >> shift) & ((1 << DigitBits) - 1);
}
