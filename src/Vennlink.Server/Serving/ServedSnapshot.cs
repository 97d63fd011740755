using Vennlink.Query;
using Vennlink.Query.Known;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;

namespace Vennlink.Server.Serving;

/// <summary>One open snapshot and how many are using it. The last one to leave closes it.</summary>
/// <param name="id">Its id.</param>
/// <param name="snapshot">The snapshot; closed by this.</param>
/// <param name="written">When its folder was written, UTC.</param>
internal sealed class ServedSnapshot(string id, Snapshot snapshot, DateTime written)
{
    // The holder is a user too, so this is zero only when the holder has let go and no request is left.
    private int _userCount = 1;

    private readonly Lazy<int> _highestPageAuthority = new(() => HighestIn(snapshot));

    public string Id { get; } = id;

    public Snapshot Snapshot { get; } = snapshot;

    /// <summary>When it was written, UTC. By its folder: nothing inside a snapshot knows the time.</summary>
    public DateTime Written { get; } = written;

    public SnapshotIntersect Intersect { get; } = new(snapshot);

    public KnownTargets Known { get; } = new(snapshot);

    /// <summary>The highest Page Authority of its sources; 0 without any. The first call looks at all.</summary>
    public int HighestPageAuthority => _highestPageAuthority.Value;

    /// <summary>What was found damaged in it; null while nothing was.</summary>
    public IndexFormatException? Damage { get; private set; }

    /// <summary>Notes damage; false when some was known before.</summary>
    public bool TryNoteDamage(IndexFormatException damage)
    {
        bool isFirst = Damage is null;
        Damage ??= damage;
        return isFirst;
    }

    /// <summary>When a request last began, by the holder's clock; for letting old snapshots go.</summary>
    public DateTimeOffset LastUsed { get; set; }

    /// <summary>Adds a user; false when the snapshot is closed already.</summary>
    public bool TryEnter()
    {
        int count = Volatile.Read(ref _userCount);

        // Terminates: a turn fails only where another thread's succeeded.
        while (count > 0)
        {
            int found = Interlocked.CompareExchange(ref _userCount, count + 1, count);
            if (found == count)
            {
                return true;
            }

            count = found;
        }

        return false;
    }

    private static int HighestIn(Snapshot sources)
    {
        int highest = 0;
        for (uint page = 0; page < sources.SourcePageCount; page++)
        {
            highest = Math.Max(highest, sources.PageAuthority(new PageId(page)));
        }

        return highest;
    }

    /// <summary>Takes a user away.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _userCount) == 0)
        {
            Snapshot.Dispose();
        }
    }
}
