using Vennlink.Snapshots.Targets;

namespace Vennlink.Build.Stages;

/// <summary>The union of the lists of several targets: the sources of a host from those of its pages, of a root domain
/// from those of its hosts. Reused; not thread-safe.</summary>
internal sealed class ListUnion
{
    private readonly IdUnion _ids = new();
    private readonly IdUnion _followed = new();
    private bool _areAllFollowed = true;
    private int _listCount;
    private int _last;

    /// <summary>The number of the one list whose union this is, where the others have no sources; null for none or
    /// several.</summary>
    public int? OnlyList => _listCount == 1 ? _last : null;

    /// <summary>Adds a list.</summary>
    /// <param name="number">What the caller calls it.</param>
    /// <param name="sources">Its sources.</param>
    public void Add(int number, SourceList sources)
    {
        if (sources.Ids.IsEmpty)
        {
            return;
        }

        // Links are followed as a rule: the second union begins with the first list of which some are not.
        if (_areAllFollowed && !sources.AreAllFollowed)
        {
            _areAllFollowed = false;
            _followed.Add(_ids.Complete());
        }

        _ids.Add(sources.Ids);
        if (!_areAllFollowed)
        {
            _followed.Add(sources.Followed);
        }

        (_last, _listCount) = (number, _listCount + 1);
    }

    /// <summary>The union; valid until the next <see cref="Add"/> or <see cref="Clear"/>.</summary>
    public SourceList Complete()
    {
        ReadOnlySpan<uint> ids = _ids.Complete();
        return new SourceList(ids, _areAllFollowed ? ids : _followed.Complete());
    }

    /// <summary>Empties it for reuse; gives memory back after a long list.</summary>
    public void Clear()
    {
        _ids.Clear();
        _followed.Clear();
        (_areAllFollowed, _listCount) = (true, 0);
    }
}
