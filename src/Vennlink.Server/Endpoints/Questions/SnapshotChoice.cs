using Vennlink.Query.Changes;
using Vennlink.Query.Questions;
using Vennlink.Server.Serving;
using Vennlink.Snapshots;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary>
/// The two snapshots that a request names, out of those that the server has: of the index that it serves, the current
/// one and those that are kept; and the current one of the index that the operator gave beside it.
/// </summary>
/// <remarks>A client names a snapshot by its id, and only one that is there: no text of his becomes a path.</remarks>
internal sealed class SnapshotChoice : IDisposable
{
    private SnapshotLease? _before;
    private SnapshotLease? _after;

    private SnapshotChoice(SnapshotLease? before, SnapshotLease? after) => (_before, _after) = (before, after);

    /// <summary>Finds them; null stands for one while there is no index.</summary>
    /// <param name="services">What the server has.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="problems">Gets one where an id is none, or none is given and there is no other index.</param>
    public static SnapshotChoice Of(EndpointServices services, DiffRequest request, QuestionProblems problems)
    {
        SnapshotLease? after = request.After is { } id
            ? Named(services, "after", id, problems) : services.Snapshots.TryLeaseCurrent();
        if (request.Before is { } before)
        {
            return new SnapshotChoice(Named(services, "before", before, problems), after);
        }

        if (services.Compared is { } compared)
        {
            return new SnapshotChoice(compared.TryLeaseCurrent(), after);
        }

        problems.Add("before", $"is missing: this server has no other index, so name a snapshot. {There(services)}");
        return new SnapshotChoice(null, after);
    }

    /// <summary>Hands the earlier one over.</summary>
    public SnapshotLease? TakeBefore() => Take(ref _before);

    /// <summary>Hands the later one over.</summary>
    public SnapshotLease? TakeAfter() => Take(ref _after);

    public void Dispose()
    {
        _before?.Dispose();
        _after?.Dispose();
    }

    private static SnapshotLease? Take(ref SnapshotLease? lease)
    {
        SnapshotLease? taken = lease;
        lease = null;
        return taken;
    }

    private static SnapshotLease? Named(
        EndpointServices services, string field, string id, QuestionProblems problems)
    {
        SnapshotLease? lease = Ids(services).Contains(id, StringComparer.Ordinal) ? services.Snapshots.TryLease(id)
            : services.Compared?.TryLeaseCurrent();
        if (lease is null || lease.Served.Id != id)
        {
            lease?.Dispose();
            problems.Add(field, $"is no snapshot that this server has. {There(services)}");
            return null;
        }

        return lease;
    }

    private static string There(EndpointServices services)
    {
        using SnapshotLease? compared = services.Compared?.TryLeaseCurrent();
        string[] ids = [.. Ids(services), .. compared is null ? [] : new[] { compared.Served.Id }];
        return $"There are: {(ids.Length == 0 ? "none" : string.Join(", ", ids))}";
    }

    private static IReadOnlyList<string> Ids(EndpointServices services) =>
        IndexFolder.SnapshotIds(services.Options.IndexFolder);
}
