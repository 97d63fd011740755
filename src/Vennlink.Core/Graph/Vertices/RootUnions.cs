namespace Vennlink.Graph.Vertices;

/// <summary>Makes the list of each root domain from those of its hosts, which come in order of place. One a thread; reused from range to range.</summary>
/// <remarks>Lists are merged two of like length at a time, so an id is copied as often as its list doubles. Holds what is open: a few root domains even where they nest.</remarks>
/// <param name="roots">The root domains.</param>
internal sealed class RootUnions(GraphRoots roots)
{
    private readonly Dictionary<uint, Union> _open = [];
    private readonly Stack<Union> _idle = [];

    /// <summary>Takes the list of a root domain all of whose hosts have come.</summary>
    /// <param name="root">Its ordinal.</param>
    /// <param name="ids">Distinct ids of its hosts' lists, ascending; valid during the call.</param>
    /// <param name="onlyPlace">The one host whose list it is, where the others have none.</param>
    public delegate void RootAction(uint root, ReadOnlySpan<uint> ids, uint? onlyPlace);

    /// <summary>Adds the list of the next host.</summary>
    /// <param name="place">Its place.</param>
    /// <param name="ids">Ascending, no duplicates.</param>
    /// <param name="onRoot">Called when this is the last host of its root domain.</param>
    public void Add(uint place, ReadOnlySpan<uint> ids, RootAction onRoot)
    {
        uint root = roots.RootOf[place];
        bool isEnd = roots.EndsRoot(place);
        Union? union = null;
        if (_open.Count == 0 || !_open.TryGetValue(root, out union))
        {
            if (isEnd)
            {
                onRoot(root, ids, place);
                return;
            }

            union = _idle.TryPop(out Union? idle) ? idle : new Union();
            _open.Add(root, union);
        }

        union.Add(place, ids);
        if (isEnd)
        {
            onRoot(root, union.Complete(), union.OnlyPlace);
            union.Clear();
            _open.Remove(root);
            _idle.Push(union);
        }
    }

    // Ascending lists one behind the other, each more than twice as long as the next.
    private sealed class Union
    {
        private const int LongestKept = 1 << 16;

        private readonly List<int> _starts = [];
        private uint[] _ids = new uint[64];
        private uint[] _merged = [];
        private int _count;
        private int _listCount;
        private uint _lastPlace;

        public uint? OnlyPlace => _listCount == 1 ? _lastPlace : null;

        public void Add(uint place, ReadOnlySpan<uint> ids)
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
            _listCount++;
            _lastPlace = place;
            while (_starts.Count > 1 && 2 * (_count - _starts[^1]) >= _starts[^1] - _starts[^2])
            {
                MergeLast();
            }
        }

        public ReadOnlySpan<uint> Complete()
        {
            while (_starts.Count > 1)
            {
                MergeLast();
            }

            return _ids.AsSpan(0, _count);
        }

        public void Clear()
        {
            _starts.Clear();
            _count = 0;
            _listCount = 0;
            if (_ids.Length > LongestKept)
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
}
