using Vennlink.Query.Walk;

namespace Vennlink.Query;

/// <summary>
/// Rows by Domain Authority ↓, domain key ↑, Page Authority ↓, page key ↑: ids are numbered so, and a walk stops after
/// the rows asked for.
/// </summary>
internal sealed class AuthorityOrder(WalkPool walks) : IntersectOrder(walks)
{
    public override int LevelOf(FoundQuery question, IntersectRow row) => 0;

    public override IEnumerable<IntersectRow> Stream(FoundQuery question, CancellationToken cancellationToken) =>
        RestOfLevel(question, 0, 0, cancellationToken);

    protected override void AddRows(FoundQuery question, int limit, RowStart? start, List<IntersectRow> rows,
        CancellationToken cancellationToken) =>
        AddRestOfLevel(question, 0, start?.From ?? 0, limit, rows, cancellationToken);
}
