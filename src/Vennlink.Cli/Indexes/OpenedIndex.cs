using Vennlink.Cli.Arguments;
using Vennlink.Cli.Outcomes;
using Vennlink.Query;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Cli.Indexes;

/// <summary>The current snapshot of an index folder, opened for one verb.</summary>
internal sealed class OpenedIndex : IDisposable
{
    private readonly TargetParser _targets;

    private OpenedIndex(string folder, string snapshotFolder)
    {
        Folder = folder;
        SnapshotFolder = snapshotFolder;
        Snapshot = Snapshot.Open(snapshotFolder);
        _targets = new TargetParser(Snapshot);
    }

    /// <summary>The index folder as given.</summary>
    public string Folder { get; }

    /// <summary>Folder of the snapshot.</summary>
    public string SnapshotFolder { get; }

    /// <summary>The snapshot.</summary>
    public Snapshot Snapshot { get; }

    /// <summary>Opens the index.</summary>
    /// <exception cref="FailedException">There is none.</exception>
    public static OpenedIndex Open(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new FailedException(
                $"{folder}: no such folder; build an index with 'vennlink build --out {folder} INPUT…'");
        }

        string snapshotFolder = IndexFolder.CurrentSnapshot(folder)
            ?? throw new FailedException(
                $"{folder}: has no finished index; build one with 'vennlink build --out {folder} INPUT…'");
        return new OpenedIndex(folder, snapshotFolder);
    }

    /// <summary>Resolves a target as typed.</summary>
    /// <exception cref="UsageException">It is none; the message says why.</exception>
    public Target Resolve(TargetText text) => Resolve(text.Url, text.Scope, text.Typed);

    /// <summary>Resolves a text at a scope.</summary>
    /// <exception cref="UsageException">It is no target; the message says why.</exception>
    public Target Resolve(string url, TargetScope scope, string typed)
    {
        TargetProblem problem = _targets.TryParse(url, scope, out Target? target);
        return problem switch
        {
            TargetProblem.None => target! with { Text = typed },
            TargetProblem.Empty => throw new UsageException($"'{typed}': the target is empty"),
            TargetProblem.PublicSuffix => throw new UsageException(
                $"'{typed}' is a public suffix, not a site; name a site under it, or use 'subdomain:{url}' for the "
                    + "host itself"),
            _ => throw new UsageException($"'{typed}' is not a host name or an http(s) URL"),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Snapshot.Dispose();
}
