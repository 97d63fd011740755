using Vennlink.Snapshots;
using Vennlink.Storage.Bytes;

namespace Vennlink.Server.Serving;

/// <summary>
/// Watches an index folder and hands out its snapshots: the current one, and older ones for the tokens that point into
/// them.
/// </summary>
/// <remarks>
/// A newer snapshot is opened beside the old one, then takes its place by one reference; requests under way end on the
/// one they began with. One that cannot be opened is logged and tried again, and the old one goes on serving.
/// Superseded snapshots are deleted from the folder when no token can point into them any more.
/// One whose files another program writes to is given up before that program can go on, and opened again when it has
/// ended. Thread-safe.
/// </remarks>
internal sealed partial class SnapshotHolder : BackgroundService
{
    // A superseded snapshot nobody asked for this long is closed; the next token into it opens it again.
    private static readonly TimeSpan OldIdle = TimeSpan.FromMinutes(1);

    // How often to look for superseded snapshots to delete.
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    // How long to wait before a snapshot that could not be opened is tried again.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);

    private readonly ServerOptions _options;
    private readonly ILogger<SnapshotHolder> _log;
    private readonly Lock _oldLock = new();
    private readonly Dictionary<string, ServedSnapshot> _old = [];
    private readonly Lock _pollLock = new();
    private volatile ServedSnapshot? _current;
    private volatile string? _problem;
    private string? _brokenId;
    private DateTimeOffset _nextTry;
    private DateTimeOffset _nextSweep;
    private bool _isReadFailing;

    public SnapshotHolder(ServerOptions options, ILogger<SnapshotHolder> log)
    {
        _options = options;
        _log = log;
    }

    /// <summary>
    /// Why there is no current snapshot, for an answer; null where none was published, or there is one.
    /// </summary>
    public string? Problem => _current is null ? _problem : null;

    /// <summary>A hold on the current snapshot; null while there is none.</summary>
    public SnapshotLease? TryLeaseCurrent()
    {
        // Terminates: a snapshot is closed only after it was taken from here.
        while (_current is { } current)
        {
            if (current.TryEnter())
            {
                return new SnapshotLease(current);
            }
        }

        return null;
    }

    /// <summary>A hold on the snapshot a token points into; null when it is gone.</summary>
    /// <param name="id">From a token whose MAC was checked: this becomes a folder name.</param>
    public SnapshotLease? TryLease(string id)
    {
        SnapshotLease? lease = TryLeaseCurrent();
        if (lease?.Served.Id == id)
        {
            return lease;
        }

        lease?.Dispose();
        lock (_oldLock)
        {
            if (!_old.TryGetValue(id, out ServedSnapshot? served))
            {
                bool isGone = !Directory.Exists(IndexFolder.SnapshotFolder(_options.IndexFolder, id));
                served = isGone ? null : TryOpen(id);
                if (served is null)
                {
                    return null;
                }

                _old.Add(id, served);
            }

            served.LastUsed = _options.Clock.GetUtcNow();
            return served.TryEnter() ? new SnapshotLease(served) : null;
        }
    }

    /// <summary>Whether a snapshot is still the one to ask.</summary>
    public bool IsCurrent(ServedSnapshot served) => served == _current;

    /// <summary>
    /// Notes damage of a snapshot, and logs the first. Readiness is down until another one is served.
    /// </summary>
    public void ReportDamage(ServedSnapshot served, IndexFormatException damage)
    {
        if (served.TryNoteDamage(damage))
        {
            Damaged(served.Id, damage.Message);
        }
    }

    /// <summary>
    /// Looks once whether files that are served change, and whether the folder's current snapshot is another one.
    /// </summary>
    internal void Poll()
    {
        lock (_pollLock)
        {
            if (!GiveUpChanged())
            {
                LookForNewer();
            }
        }
    }

    // Whether the current one was: its last readers are to leave before it is opened again.
    private bool GiveUpChanged()
    {
        lock (_oldLock)
        {
            foreach (ServedSnapshot old in _old.Values.ToArray())
            {
                if (old.Snapshot.FindChange() is { } changeOfOld)
                {
                    Changed(old.Id, changeOfOld.Message);
                    _old.Remove(old.Id);
                    old.Leave();
                }
            }
        }

        if (_current is not { } served || served.Snapshot.FindChange() is not { } change)
        {
            return false;
        }

        Changed(served.Id, change.Message);
        _problem = change.Message;
        _current = null;
        _brokenId = null;
        served.Leave();
        return true;
    }

    private void LookForNewer()
    {
        string? id;
        try
        {
            id = IndexFolder.CurrentId(_options.IndexFolder);
            _isReadFailing = false;
        }
        catch (Exception problem) when (IsStorageProblem(problem))
        {
            if (!_isReadFailing)
            {
                _isReadFailing = true;
                CurrentUnreadable(_options.IndexFolder, problem.Message);
            }

            return;
        }

        DateTimeOffset now = _options.Clock.GetUtcNow();
        if (id is not null && id != _current?.Id && (id != _brokenId || now >= _nextTry))
        {
            Swap(id, now);
        }

        CloseIdle(now);

        // Only while the current snapshot is the one served: where it cannot be opened, the one before it, superseded
        // as it is, is all there is.
        if (id is not null && id == _current?.Id && now >= _nextSweep)
        {
            _nextSweep = now + SweepInterval;
            DeleteSuperseded(now);
        }
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first request, so that a server with an index is ready when it listens.
        Poll();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        Interlocked.Exchange(ref _current, null)?.Leave();
        lock (_oldLock)
        {
            foreach (ServedSnapshot served in _old.Values)
            {
                served.Leave();
            }

            _old.Clear();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.PollInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    Poll();
                }
#pragma warning disable CA1031 // The edge of this loop: whatever went wrong, the server has to see the next snapshot.
                catch (Exception problem)
#pragma warning restore CA1031
                {
                    PollFailed(problem);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private static bool IsStorageProblem(Exception problem) =>
        problem is IOException or UnauthorizedAccessException or IndexFormatException;

    private void Swap(string id, DateTimeOffset now)
    {
        ServedSnapshot? opened = TryOpen(id);
        if (opened is null)
        {
            _brokenId = id;
            _nextTry = now + RetryInterval;
            return;
        }

        _brokenId = null;
        ServedSnapshot? previous = Interlocked.Exchange(ref _current, opened);
        NowServing(id, opened.Snapshot.SourcePageCount, opened.Snapshot.SourceDomainCount);
        lock (_oldLock)
        {
            // A snapshot may come back: then the one opened for old tokens makes way for the current one.
            if (_old.Remove(id, out ServedSnapshot? comeBack))
            {
                comeBack.Leave();
            }

            if (previous is not null)
            {
                previous.LastUsed = now;
                if (!_old.TryAdd(previous.Id, previous))
                {
                    previous.Leave();
                }
            }
        }
    }

    private ServedSnapshot? TryOpen(string id)
    {
        try
        {
            string folder = IndexFolder.SnapshotFolder(_options.IndexFolder, id);
            DateTime written = Directory.GetLastWriteTimeUtc(folder);
            ServedSnapshot opened = new(id, Snapshot.Open(folder), written);
            if (!opened.Snapshot.IsGuarded)
            {
                NotGuarded(id);
            }

            return opened;
        }
        catch (Exception problem) when (IsStorageProblem(problem))
        {
            // Once a snapshot, not once a try.
            if (id != _brokenId && _current is null)
            {
                CannotServe(id, problem.Message);
            }
            else if (id != _brokenId)
            {
                CannotOpen(id, problem.Message);
            }

            _problem = problem.Message;
            return null;
        }
    }

    private void CloseIdle(DateTimeOffset now)
    {
        lock (_oldLock)
        {
            foreach (ServedSnapshot served in _old.Values.Where(served => now - served.LastUsed >= OldIdle).ToArray())
            {
                _old.Remove(served.Id);
                served.Leave();
            }
        }
    }

    private void DeleteSuperseded(DateTimeOffset now)
    {
        try
        {
            // A minute more than a token lives: one may have been made between the publication and the swap here.
            TimeSpan lifetime = _options.TokenLifetime + TimeSpan.FromMinutes(1);
            foreach (string id in IndexFolder.DeleteSuperseded(_options.IndexFolder, lifetime, now))
            {
                Deleted(id);
            }
        }
        catch (Exception problem) when (IsStorageProblem(problem))
        {
            CannotDelete(problem.Message);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Serving snapshot {Id}: {SourcePages} source pages of {SourceDomains} root domains")]
    private partial void NowServing(string id, uint sourcePages, uint sourceDomains);

    [LoggerMessage(
        Level = LogLevel.Error, Message = "Cannot open snapshot {Id}, so the one before is served on: {Problem}")]
    private partial void CannotOpen(string id, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot open snapshot {Id}, so none is served: {Problem}")]
    private partial void CannotServe(string id, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Gave up snapshot {Id}, whose files change: {Problem}")]
    private partial void Changed(string id, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Snapshot {Id} is damaged: {Problem}")]
    private partial void Damaged(string id, string problem);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Files of snapshot {Id} are not guarded: they belong to another user, or their file system has no "
            + "leases. A program that cuts one short may end this server; replace files by a rename only")]
    private partial void NotGuarded(string id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot tell the current snapshot of {Folder}: {Problem}")]
    private partial void CurrentUnreadable(string folder, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted superseded snapshot {Id}")]
    private partial void Deleted(string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot delete a superseded snapshot: {Problem}")]
    private partial void CannotDelete(string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking for a newer snapshot failed")]
    private partial void PollFailed(Exception problem);
}
