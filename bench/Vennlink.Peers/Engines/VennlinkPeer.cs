using System.Diagnostics;
using System.Globalization;
using Vennlink.Build;
using Vennlink.Peers.Data;
using Vennlink.Peers.Measurement;
using Vennlink.Peers.Questions;
using Vennlink.Query;
using Vennlink.Snapshots;

namespace Vennlink.Peers.Engines;

/// <summary>Vennlink itself, through the library, in process.</summary>
internal sealed class VennlinkPeer : Peer
{
    private readonly Dictionary<(Question, Operation), IntersectQuery> _queries = [];
    private Snapshot? _snapshot;
    private LinkIntersect? _intersect;
    private SourceScope _scope;
    private uint[] _ids = [];

    public override string Name => "vennlink";

    /// <summary>The index is there already, and bench/peers.sh wrote down beside it what building it took.</summary>
    public override BuildFigures Build(PeerData data, string folder)
    {
        string time = data.Facts.IndexFolder + ".time";
        double[] took = File.Exists(time) ? [.. File.ReadAllText(time).Split().Take(2).Select(text => double.Parse(text, CultureInfo.InvariantCulture))] : [0, 0];
        using Snapshot snapshot = Snapshot.Open(IndexFolder.CurrentSnapshot(data.Facts.IndexFolder)!);
        SnapshotFile[] targets = [.. snapshot.Manifest.Files.Where(file => file.Name.StartsWith("target.", StringComparison.Ordinal))];
        string parts = string.Join(" + ", targets.Select(file => string.Create(CultureInfo.InvariantCulture, $"`{file.Name}` {file.LengthBytes:N0}")));
        long all = snapshot.Manifest.Files.Sum(file => file.LengthBytes);
        return new BuildFigures(
            Name,
            took[0],
            targets.Sum(file => file.LengthBytes),
            (long)took[1] << 10,
            string.Create(CultureInfo.InvariantCulture, $"{parts}: names, directory and lists of every scope; the whole snapshot with pages and scores has {all:N0} bytes; built from text"));
    }

    public override void Open(PeerData data, IReadOnlyList<Question> questions, string folder)
    {
        _scope = data.Facts.SourceScope;
        _snapshot = Snapshot.Open(IndexFolder.CurrentSnapshot(data.Facts.IndexFolder)!);
        _intersect = new LinkIntersect(_snapshot);
        foreach (Question question in questions)
        {
            foreach (Operation operation in question.Answers.Keys)
            {
                _queries.Add((question, operation), QueryOf(question, operation));
            }
        }
    }

    public override Answer Ask(Question question, Operation operation, string form)
    {
        IntersectQuery query = _queries[(question, operation)];
        PageRow? after = question.After(operation);
        long start = Stopwatch.GetTimestamp();
        switch (operation)
        {
            case Operation.Total:
                long count = _intersect!.Count(query, CancellationToken.None);
                return Answer.OfTotal(Stopwatch.GetElapsedTime(start), count);
            case Operation.All:
                int filled = 0;
                foreach (IntersectRow row in _intersect!.Stream(query, CancellationToken.None))
                {
                    if (filled == _ids.Length)
                    {
                        Array.Resize(ref _ids, Math.Max(1 << 16, filled * 2));
                    }

                    _ids[filled++] = row.SourceId;
                }

                return Answer.OfAll(Stopwatch.GetElapsedTime(start), _ids.AsSpan(0, filled));
            default:
                IntersectPosition? position = after is { } row450 ? new IntersectPosition(operation.IsByCount ? row450.MatchCount : 0, row450.Source) : null;
                IReadOnlyList<IntersectRow> rows = _intersect!.Rows(query, Oracle.PageRowCount, position, CancellationToken.None);
                return Answer.OfPage(Stopwatch.GetElapsedTime(start), rows.Select(row => new PageRow(row.SourceId, row.MatchingTargetIndexes.Length)));
        }
    }

    public override void Dispose() => _snapshot?.Dispose();

    private IntersectQuery QueryOf(Question question, Operation operation)
    {
        Target[] targets = [.. question.Keys.Select(key => new Target(TargetScope.RootDomain, key, ""))];
        return new IntersectQuery
        {
            PositiveTargets = targets[..question.Positives.Length],
            NegativeTargets = targets[question.Positives.Length..],
            MinMatchingTargets = question.MinMatchingTargets,
            SourceScope = _scope,
            Sort = operation switch
            {
                Operation.FirstBySpam => IntersectSort.SourceSpamScore,
                Operation.FirstByCount or Operation.TenthByCount => IntersectSort.MatchingTargetCount,
                _ => IntersectSort.SourceDomainAuthority,
            },
        };
    }
}
