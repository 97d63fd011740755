using System.Globalization;
using Vennlink.Links;
using Vennlink.Query;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Bench;

/// <summary>
/// What does each thing that a question can ask cost, beside the same question without it? First page and exact total,
/// over the targets of an index that most sites link to.
/// </summary>
/// <remarks>
/// Times are processor time of the one thread that answers, medians of as many runs as fit. Each run looks the targets
/// up anew. What an index keeps of filters on links from one question to the next is dropped before each run, but where
/// the row says "again".
/// </remarks>
internal sealed class QuestionTable : IDisposable
{
    private const int TargetCount = 6;
    private const int PageRows = 25;
    private const int LeastRuns = 3;

    private readonly SnapshotLists _lists;
    private readonly double _secondsPerCell;
    private readonly Snapshot _snapshot;
    private readonly LinkIntersect _engine;
    private readonly TextWriter _output;

    private QuestionTable(string indexFolder, double secondsPerCell, TextWriter output)
    {
        (_secondsPerCell, _output) = (secondsPerCell, output);
        _lists = new SnapshotLists(indexFolder, TargetCount, null);
        if (_lists.TargetCount < TargetCount)
        {
            throw new InvalidDataException($"{indexFolder} has fewer than {TargetCount} targets that others link to");
        }

        _snapshot = (Snapshot)_lists.Index;
        _engine = new LinkIntersect(_snapshot);
    }

    /// <summary>Prints the tables of an index, as Markdown.</summary>
    public static void Run(string indexFolder, double secondsPerCell, TextWriter output)
    {
        using QuestionTable table = new(indexFolder, secondsPerCell, output);
        table.Print();
    }

    /// <inheritdoc/>
    public void Dispose() => _lists.Dispose();

    private void Print()
    {
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{_snapshot.SourcePageCount:N0} source pages of {_snapshot.SourceDomainCount:N0} root domains. Targets: {string.Join(", ", Enumerable.Range(0, TargetCount).Select(place => $"{_lists.TargetAt(place).Text} {_lists.CountAt(place):N0}"))}."));
        IntersectQuery domains = Query(SourceScope.RootDomain);
        Head("Filters on sources; root domains that link to at least 2 of 6");
        Compare(domains, Filters());
        if (_snapshot.Evidence.KnowsLinks)
        {
            Head("Filters on pages; pages that link to at least 2 of 6");
            Compare(Query(SourceScope.Page), PageFilters());
            Head("Filters on pages; root domains that link to at least 2 of 6");
            Compare(domains, PageFilters());
            foreach (SourceScope scope in (SourceScope[])[SourceScope.Page, SourceScope.RootDomain])
            {
                Head($"Filters on links; {Name(scope)} that link to at least 2 of 6");
                Compare(Query(scope), LinkFilters());
            }

            Head("Filters on links; pages that link to the largest target");
            Compare(Query(SourceScope.Page) with
            {
                PositiveTargets = [_lists.TargetAt(0)],
                MinMatchingTargets = 1,
            }, LinkFilters());
        }

        PrintForms(domains);
    }

    private void PrintForms(IntersectQuery domains)
    {
        Head("Subsets, groups and hosts");
        (double page, double total) = Measure(domains);
        Row("root domains, at least 2 of 6", page, total, null);
        double subsets = Median(() => _engine.CountSubsets(_engine.Find(domains), CancellationToken.None));
        Row("counts of all subsets of the 6", null, subsets, (null, subsets / total));
        IntersectQuery flat = domains with { MinMatchingTargets = 3 };
        (double flatPage, double flatTotal) = Measure(flat);
        Row("flat: at least 3 of 6", flatPage, flatTotal, null);
        MatchExpression[] leaves = [.. Enumerable.Range(0, TargetCount).Select(MatchExpression.Target)];
        (double groupPage, double groupTotal) = Measure(domains with
        {
            MinMatchingTargets = 1,
            Match = MatchExpression.All(
                MatchExpression.AtLeast(2, leaves[0], leaves[1], leaves[2]),
                MatchExpression.Any(leaves[3], MatchExpression.All(leaves[4], leaves[5]))),
        });
        Row("groups: 2 of (a, b, c) and (d or (e and f))", groupPage, groupTotal,
            (groupPage / flatPage, groupTotal / flatTotal));
        (double pagesPage, double pagesTotal) = Measure(Query(SourceScope.Page));
        Row("pages, at least 2 of 6", pagesPage, pagesTotal, null);
        (double hostsPage, double hostsTotal) = Measure(Query(SourceScope.Subdomain));
        Row("hosts, at least 2 of 6", hostsPage, hostsTotal, (hostsPage / pagesPage, hostsTotal / pagesTotal));
    }

    private void Compare(IntersectQuery plain, IEnumerable<(string Name, IntersectQuery Query)> filtered)
    {
        (double page, double total) = Measure(plain);
        Row("none", page, total, null);
        foreach ((string name, IntersectQuery query) in filtered)
        {
            IntersectQuery asked = plain with { Filter = query.Filter, Links = query.Links };
            (double filteredPage, double filteredTotal) = Measure(asked);
            Row(name, filteredPage, filteredTotal, (filteredPage / page, filteredTotal / total));
            if (query.Links is { IsFollowedAlone: false })
            {
                (double againPage, double againTotal) = Measure(asked, forgets: false);
                Row(name + ", again", againPage, againTotal, (againPage / page, againTotal / total));
            }
        }
    }

    private List<(string Name, IntersectQuery Query)> Filters()
    {
        int authority = _snapshot.DomainAuthority(new DomainId(_snapshot.SourceDomainCount / 2));
        IntersectQuery Of(SourceFilter filter) => Query(SourceScope.RootDomain) with { Filter = filter };
        return
        [
            ("authority, upper half", Of(new SourceFilter { DomainAuthority = new ScoreRange(authority, 100) })),
            ("spam score up to 30", Of(new SourceFilter { SpamScore = new ScoreRange(-1, 30) })),
            ("top-level domain com", Of(new SourceFilter { TopLevelDomains = ["com"] })),
        ];
    }

    private List<(string Name, IntersectQuery Query)> PageFilters()
    {
        int authority = _snapshot.PageAuthority(new PageId(_snapshot.SourcePageCount / 2));
        IntersectQuery Of(SourceFilter filter) => Query(SourceScope.Page) with { Filter = filter };
        return
        [
            ("page authority, upper half", Of(new SourceFilter { PageAuthority = new ScoreRange(authority, 100) })),
            ("language und", Of(new SourceFilter { Languages = [LanguageCode.ToText(LanguageCode.Unknown)] })),
        ];
    }

    private List<(string Name, IntersectQuery Query)> LinkFilters()
    {
        IntersectQuery Of(LinkFilter filter) => Query(SourceScope.Page) with { Links = filter };
        return
        [
            ("followed", Of(new LinkFilter { IsFollowed = true })),
            ("not followed", Of(new LinkFilter { IsFollowed = false })),
            ("kind anchor", Of(new LinkFilter { Kinds = [LinkKind.Anchor] })),
            ("anchor contains 'an'", Of(new LinkFilter { AnchorContains = "an" })),
            ("first seen until 2024", Of(new LinkFilter { FirstSeen = new DayRange(null, new DateOnly(2024, 12, 31)) })),
        ];
    }

    private IntersectQuery Query(SourceScope scope) => new()
    {
        PositiveTargets = [.. Enumerable.Range(0, TargetCount).Select(_lists.TargetAt)],
        MinMatchingTargets = 2,
        SourceScope = scope,
    };

    // First page and total, each with its targets looked up anew.
    private (double Page, double Total) Measure(IntersectQuery query, bool forgets = true) => (
        Median(() =>
        {
            FoundQuery found = _engine.Find(query);
            _ = _engine.Describe(found, _engine.Rows(found, PageRows, null, CancellationToken.None)).Count();
        }, forgets),
        Median(() => _engine.Count(_engine.Find(query), CancellationToken.None), forgets));

    private double Median(Action run, bool forgets = true)
    {
        List<double> times = [];
        run();
        for (double spent = 0; times.Count < LeastRuns || spent < _secondsPerCell * 1e9; spent += times[^1])
        {
            if (forgets)
            {
                _snapshot.Evidence.ForgetRecent();
            }

            double start = ThreadClock.Nanoseconds;
            run();
            times.Add(ThreadClock.Nanoseconds - start);
        }

        times.Sort();
        return times[times.Count / 2] / 1e6;
    }

    private void Head(string title)
    {
        _output.WriteLine($"\n### {title}\n");
        _output.WriteLine("| asked | first page, ms | total, ms | first page, times | total, times |");
        _output.WriteLine("|---|---|---|---|---|");
    }

    private void Row(string name, double? page, double? total, (double? Page, double? Total)? times)
    {
        _output.WriteLine($"| {name} | {Show(page)} | {Show(total)} | {Show(times?.Page)} | {Show(times?.Total)} |");
        _output.Flush();
    }

    private static string Show(double? value) =>
        value is { } known ? known.ToString(known < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) : "";

    private static string Name(SourceScope scope) => scope == SourceScope.Page ? "pages" : "root domains";
}
