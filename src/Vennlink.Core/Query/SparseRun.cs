using Vennlink.Snapshots;

namespace Vennlink.Query;

/// <summary>Sources found in one go in many windows of which the lists hold few ids each, with the lists that hold them.</summary>
/// <remarks>
/// Costs by id, where a window costs by itself: lists are gathered one after the other and counted in a table by the low bits of ids, which can only count too many;
/// the few ids that reach the count there are sorted and counted truly. Source: ScanCount of Li, Lu and Lu, "Efficient merging and filtering algorithms for approximate
/// string searches", ICDE 2008, with a table that fits the cache instead of one as long as the id space.
/// </remarks>
internal sealed class SparseRun
{
    private const int TableBits = 16;
    private const int DigitBits = 11;
    private const int WorthRadix = 256;

    // Id in the upper bits, position of the list in the lower; sorted from Select on, but for ids below the count.
    private ulong[] _entries = new ulong[1 << 12];
    private ulong[] _scratch = [];
    private readonly uint[] _ids = new uint[1 << 10];
    private readonly ushort[] _table = new ushort[1 << TableBits];
    private readonly int[] _digits = new int[1 << DigitBits];
    private int _count;

    // Candidates: those of one id are _entries[_start … _end).
    private int _start;
    private int _end;

    // Rows: entries of each, one row behind the other, where each ends, and at which the walk stands.
    private ulong[] _matches = new ulong[1 << 10];
    private int _matchCount;
    private int[] _rowEnds = new int[1 << 8];
    private int _row = -1;

    /// <summary>Memory held.</summary>
    public long Bytes => ((long)(_entries.Length + _scratch.Length + _matches.Length) * sizeof(ulong)) + (_rowEnds.Length * sizeof(int));

    /// <summary>Rows.</summary>
    public int RowCount { get; private set; }

    /// <summary>Forgets all.</summary>
    public void Clear() => (_count, _start, _end, _matchCount, RowCount, _row) = (0, 0, 0, 0, 0, -1);

    /// <summary>Gathers a list's ids.</summary>
    /// <param name="list">Stands at or before them; afterwards behind them.</param>
    /// <param name="position">Of the list; below 2¹⁶.</param>
    /// <param name="first">First id of the run.</param>
    /// <param name="last">Last id of the run.</param>
    /// <returns>Ids gathered.</returns>
    public int Gather(PostingCursor list, int position, uint first, uint last)
    {
        int before = _count;
        list.Seek(first);
        for (int copied = list.CopyIds(last, _ids); copied > 0; copied = list.CopyIds(last, _ids))
        {
            if (_entries.Length < _count + copied)
            {
                Array.Resize(ref _entries, Math.Max(2 * _entries.Length, _count + copied));
            }

            Span<ulong> entries = _entries.AsSpan(_count, copied);
            for (int index = 0; index < entries.Length; index++)
            {
                entries[index] = ((ulong)_ids[index] << 16) | (uint)position;
            }

            _count += copied;
            if (copied < _ids.Length)
            {
                break;
            }
        }

        return _count - before;
    }

    /// <summary>Leaves those of the gathered that can be in some number of lists, and puts them in order.</summary>
    /// <param name="needed">That number, at least 1.</param>
    /// <param name="first">First id of the run.</param>
    /// <param name="last">Last id of the run.</param>
    public void Select(int needed, uint first, uint last)
    {
        if (needed > 1)
        {
            KeepCounted(needed);
        }

        Span<ulong> entries = _entries.AsSpan(0, _count);
        if (entries.Length < WorthRadix)
        {
            entries.Sort();
        }
        else
        {
            SortByDigits(first, last);
        }
    }

    /// <summary>Moves to the next candidate; false when there are no more.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="count">In how many of the gathered lists it is.</param>
    public bool NextCandidate(out uint id, out int count)
    {
        if (_end == _count)
        {
            (id, count) = (0, 0);
            return false;
        }

        _start = _end;
        id = (uint)(_entries[_start] >> 16);
        while (_end < _count && (uint)(_entries[_end] >> 16) == id)
        {
            _end++;
        }

        count = _end - _start;
        return true;
    }

    /// <summary>Adds to what becomes the next row that a list holds its id.</summary>
    public void AddMatch(uint id, int position)
    {
        ReserveMatches(1);
        _matches[_matchCount++] = ((ulong)id << 16) | (uint)position;
    }

    /// <summary>Makes a row of the candidate: the lists it was gathered from, unless these do not count, and the matches added since the last row.</summary>
    public void AddRow(bool isMatchedAlone)
    {
        int gathered = isMatchedAlone ? 0 : _end - _start;
        ReserveMatches(gathered);
        _entries.AsSpan(_start, gathered).CopyTo(_matches.AsSpan(_matchCount));
        _matchCount += gathered;
        if (RowCount == _rowEnds.Length)
        {
            Array.Resize(ref _rowEnds, 2 * _rowEnds.Length);
        }

        _rowEnds[RowCount++] = _matchCount;
    }

    /// <summary>Forgets the matches added since the last row: it is none.</summary>
    public void PassOver() => _matchCount = RowCount == 0 ? 0 : _rowEnds[RowCount - 1];

    /// <summary>Moves to the next row; false when there are no more.</summary>
    public bool MoveNext() => ++_row < RowCount;

    /// <summary>Of the current row: its id.</summary>
    public uint Id => (uint)(_matches[_rowEnds[_row] - 1] >> 16);

    /// <summary>Of the current row: in how many lists it is.</summary>
    public int Count => Row(_row).Length;

    /// <summary>Of the current row: position of one of the lists.</summary>
    /// <param name="index">0 … <see cref="Count"/> − 1; in no order.</param>
    public int Position(int index) => (ushort)Row(_row)[index];

    /// <summary>Of any row: its id.</summary>
    public uint IdOf(int row) => (uint)(_matches[_rowEnds[row] - 1] >> 16);

    private ReadOnlySpan<ulong> Row(int row)
    {
        int start = row == 0 ? 0 : _rowEnds[row - 1];
        return _matches.AsSpan(start, _rowEnds[row] - start);
    }

    private void ReserveMatches(int count)
    {
        if (_matches.Length < _matchCount + count)
        {
            Array.Resize(ref _matches, Math.Max(2 * _matches.Length, _matchCount + count));
        }
    }

    private void KeepCounted(int needed)
    {
        Span<ulong> entries = _entries.AsSpan(0, _count);
        foreach (ulong entry in entries)
        {
            ref ushort count = ref _table[(ushort)(entry >> 16)];
            count = (ushort)Math.Min(count + 1, ushort.MaxValue);
        }

        // In the room behind what is kept: the table must be cleared by all that was counted.
        if (_scratch.Length < _count)
        {
            _scratch = new ulong[_entries.Length];
        }

        int kept = 0;
        foreach (ulong entry in entries)
        {
            _scratch[kept] = entry;
            kept += _table[(ushort)(entry >> 16)] >= needed ? 1 : 0;
        }

        if (_count > _table.Length / 16)
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
        _count = kept;
    }

    // Least digit first; lists were gathered by position, and equal ids keep that order.
    private void SortByDigits(uint first, uint last)
    {
        if (_scratch.Length < _count)
        {
            _scratch = new ulong[_entries.Length];
        }

        int bits = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)last - first);
        for (int shift = 0; shift < bits; shift += DigitBits)
        {
            Span<int> digits = _digits;
            digits.Clear();
            ReadOnlySpan<ulong> entries = _entries.AsSpan(0, _count);
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

    private static int Digit(ulong entry, uint first, int shift) => (int)(((uint)(entry >> 16) - first) >> shift) & ((1 << DigitBits) - 1);
}
