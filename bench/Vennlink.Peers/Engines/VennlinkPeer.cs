using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Vennlink.Peers.Data;
using Vennlink.Peers.Measurement;
using Vennlink.Peers.Questions;
using Vennlink.Query;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Peers.Engines;

/// <summary>Vennlink itself, through the library, in process.</summary>
internal sealed class VennlinkPeer : Peer
{
    private readonly Dictionary<(Question, Operation), IntersectQuery> _queries = [];
    private readonly ArrayBufferWriter<uint> _ids = new();
    private Snapshot? _snapshot;
    private LinkIntersect? _intersect;
    private SourceScope _scope;

    public override string Name => "vennlink";

    /// <summary>The index is there already, and bench/peers.sh wrote down beside it what building it took.</summary>
    public override BuildFigures Build(PeerData data, string folder)
    {
        string time = data.Facts.IndexFolder + ".time";
        double[] took = File.Exists(time)
            ? [.. File.ReadAllText(time).Split().Take(2)
                .Select(text => double.Parse(text, CultureInfo.InvariantCulture))] : [0, 0];
        using Snapshot snapshot = Snapshot.Open(IndexFolder.CurrentSnapshot(data.Facts.IndexFolder)!);
        Dictionary<string, long> bytes = snapshot.Manifest.Files.ToDictionary(file => file.Name, file =>
            file.LengthBytes);
        long lists = bytes["target.postings"];

        // Lists of few sources stand in the dictionary. They and the directory are counted apart from the names only
        // where the index is of a graph.
        IReadOnlyDictionary<string, long> counts = snapshot.Manifest.Counts;
        long inline = 0, directory = bytes["target.keys"];
        if (counts.TryGetValue("directory_bits", out long directoryBits))
        {
            inline = counts["inline_id_bits"] / 8;
            directory = directoryBits / 8;
        }

        string rest = string.Create(
            CultureInfo.InvariantCulture,
            $"lists {lists:N0} + lists in the dictionary {inline:N0} + directory {directory:N0}, of every scope; "
                + $"`target.keys`, which is names, short lists and directory, has {bytes["target.keys"]:N0} bytes, "
                    + $"the whole snapshot {bytes.Values.Sum():N0}; built from text");
        return new BuildFigures(Name, took[0], lists + inline + directory, (long)took[1] << 10, rest);
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
                long count = _intersect!.Count(_intersect.Find(query), CancellationToken.None);
                return Answer.OfTotal(Stopwatch.GetElapsedTime(start), count);
            case Operation.All:
                _ids.ResetWrittenCount();
                _intersect!.WriteSourceIds(_intersect.Find(query), _ids, CancellationToken.None);
                return Answer.OfAll(Stopwatch.GetElapsedTime(start), _ids.WrittenSpan);
            default:
                IntersectPosition? position = after is { } row450
                    ? new IntersectPosition(operation.IsByCount ? row450.MatchCount : 0, row450.Source) : null;
                IReadOnlyList<IntersectRow> rows =
                    _intersect!.Rows(_intersect.Find(query), Oracle.PageRowCount, position, CancellationToken.None);
                return Answer.OfPage(Stopwatch.GetElapsedTime(start),
                    rows.Select(row => new PageRow(row.SourceId, row.MatchingTargetIndexes.Length)));
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
