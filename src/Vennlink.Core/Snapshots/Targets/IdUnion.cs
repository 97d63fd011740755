namespace Vennlink.Snapshots.Targets;

/// <summary>The union of ascending lists of ids. Lists are merged two of like length at a time, so an id is copied as
/// often as its list doubles. Reused; not thread-safe.</summary>
internal sealed class IdUnion
{
    private const int MaxKept = 1 << 16;

    // Ascending lists one behind the other. Invariant: each is more than twice as long as the next.
    private readonly List<int> _starts = [];
    private uint[] _ids = new uint[64];
    private uint[] _merged = [];
    private int _count;

    /// <summary>Adds a list: ascending, no duplicates.</summary>
    public void Add(ReadOnlySpan<uint> ids)
    {
        if (ids.IsEmpty)
        {
            return;
        }

        if (_ids.Length - _count < ids.Length)
        {
            Array.Resize(ref _ids, Math.Max(2 * _ids.Length, _count + ids.Length));
        }

        _starts.Add(_count);
        ids.CopyTo(_ids.AsSpan(_count));
        _count += ids.Length;
        while (_starts.Count > 1 && 2 * (_count - _starts[^1]) >= _starts[^1] - _starts[^2])
        {
            MergeLast();
        }
    }

    /// <summary>The union, ascending; valid until the next <see cref="Add"/> or <see cref="Clear"/>.</summary>
    public ReadOnlySpan<uint> Complete()
    {
        while (_starts.Count > 1)
        {
            MergeLast();
        }

        return _ids.AsSpan(0, _count);
    }

    /// <summary>Empties it; gives memory back after a long list.</summary>
    public void Clear()
    {
        _starts.Clear();
        _count = 0;
        if (_ids.Length > MaxKept)
        {
            (_ids, _merged) = (new uint[64], []);
        }
    }

    private void MergeLast()
    {
        (int first, int second) = (_starts[^2], _starts[^1]);
        _starts.RemoveAt(_starts.Count - 1);
        if (_ids[second] > _ids[second - 1])
        {
            return;
        }

        if (_merged.Length < _count - first)
        {
            _merged = new uint[Math.Max(64, 2 * (_count - first))];
        }

        int length = Merge(_ids.AsSpan(first, second - first), _ids.AsSpan(second, _count - second), _merged);
        _merged.AsSpan(0, length).CopyTo(_ids.AsSpan(first));
        _count = first + length;
    }

    private static int Merge(ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, Span<uint> merged)
    {
        int length = 0;
        int nextLeft = 0;
        int nextRight = 0;
        while (nextLeft < left.Length && nextRight < right.Length)
        {
            // Without branches: which is lower is anybody's guess.
            uint leftId = left[nextLeft];
            uint rightId = right[nextRight];
            merged[length++] = Math.Min(leftId, rightId);
            nextLeft += leftId <= rightId ? 1 : 0;
            nextRight += rightId <= leftId ? 1 : 0;
        }

        left[nextLeft..].CopyTo(merged[length..]);
        length += left.Length - nextLeft;
        right[nextRight..].CopyTo(merged[length..]);
        return length + right.Length - nextRight;
    }
}
