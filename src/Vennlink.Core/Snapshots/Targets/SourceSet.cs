namespace Vennlink.Snapshots.Targets;

/// <summary>
/// The sources of one target, gathered from several lists: distinct, ascending, each with whether all of its links are nofollow.
/// An element is <c>2 × source + (1 when not followed)</c>, so of two for one source the followed one is the lower, and wins.
/// </summary>
/// <remarks>Holds about twice the distinct sources, 8 bytes each, whatever comes in twice. Reused; not thread-safe.</remarks>
internal sealed class SourceSet
{
    private const int LongestKept = 1 << 16;

    private ulong[] _elements = new ulong[64];
    private int _count;
    private int _settledCount;
    private bool _isSettled = true;

    /// <summary>Element for a source.</summary>
    public static ulong Element(uint source, bool isNotFollowed) => ((ulong)source << 1) | (isNotFollowed ? 1UL : 0);

    /// <summary>Source of an element.</summary>
    public static uint Source(ulong element) => (uint)(element >> 1);

    /// <summary>Whether every link of the element's source is nofollow.</summary>
    public static bool IsNotFollowed(ulong element) => (element & 1) != 0;

    /// <summary>Adds elements in any order.</summary>
    public void Add(ReadOnlySpan<ulong> elements)
    {
        foreach (ulong element in elements)
        {
            Add(element);
        }
    }

    /// <summary>Adds one element.</summary>
    public void Add(ulong element)
    {
        if (_count == _elements.Length)
        {
            MakeRoom();
        }

        // The last element may say the same already: twice the same, or followed and now not followed.
        if (_count > 0 && element <= (_elements[_count - 1] | 1))
        {
            if (element >= _elements[_count - 1])
            {
                return;
            }

            _isSettled = false;
        }

        _elements[_count++] = element;
    }

    /// <summary>The elements, one a source, ascending; valid until the set is changed. The caller may overwrite them before <see cref="Clear"/>.</summary>
    public Span<ulong> Settle()
    {
        if (!_isSettled)
        {
            _elements.AsSpan(0, _count).Sort();
            int kept = 0;
            for (int index = 0; index < _count; index++)
            {
                if (kept == 0 || Source(_elements[index]) != Source(_elements[kept - 1]))
                {
                    _elements[kept++] = _elements[index];
                }
            }

            _count = kept;
            _isSettled = true;
        }

        _settledCount = _count;
        return _elements.AsSpan(0, _count);
    }

    /// <summary>Forgets all; gives memory back after a long list.</summary>
    public void Clear()
    {
        _count = 0;
        _settledCount = 0;
        _isSettled = true;
        if (_elements.Length > LongestKept)
        {
            _elements = new ulong[64];
        }
    }

    // Settles before growing, but only when half of the elements came in since the last time: so the work stays O(n log n).
    private void MakeRoom()
    {
        if (!_isSettled && _count >= 2 * _settledCount)
        {
            Settle();
        }

        if (_count > _elements.Length / 2)
        {
            Array.Resize(ref _elements, _elements.Length * 2);
        }
    }
}
