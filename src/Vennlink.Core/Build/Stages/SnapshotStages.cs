using Vennlink.Ranking;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Files;
using Vennlink.Urls;

namespace Vennlink.Build.Stages;

/// <summary>The one build of snapshots: reads a graph, scores it, numbers its sources, inverts its arcs, and describes
/// what it made in a manifest.</summary>
/// <remarks>Each stage reads what the one before left in files and flat columns; see docs/algorithms.md.</remarks>
internal static class SnapshotStages
{
    /// <summary>Builds.</summary>
    /// <param name="graph">What to build from, not read yet.</param>
    /// <param name="publicSuffixes">The suffix list of the options.</param>
    /// <param name="context">Where to.</param>
    /// <returns>The manifest, as written.</returns>
    public static Manifest Run(ILinkGraph graph, PublicSuffixList publicSuffixes, BuildContext context)
    {
        SnapshotBuildOptions options = context.Options;
        Dictionary<string, long> counts = [];
        SuffixListFile.Write(
            context.OutputFolder, options.PublicSuffixListText.Span, options.PublicSuffixSections,
            options.ExtraSuffixes);
        SpamModelFile.Write(context.OutputFolder, options.Spam);
        graph.Read(counts);
        using (ScoreColumns scores = Score(graph, context))
        {
            using SourceIds ids = Number(graph, scores, context);
            graph.Number(ids);
            counts["live_pages"] = graph.Nodes.Count;
            counts["source_pages"] = ids.PageCount;
            counts["source_domains"] = ids.DomainCount;
            Invert(graph, ids, context, counts);
        }

        context.Cancellation.ThrowIfCancellationRequested();
        string description = graph.Published is null
            ? AuthorityScale.ComputedDescription
            : AuthorityScale.PublishedDescription;
        return SnapshotManifest.Write(
            context.OutputFolder, graph.Describe(), counts, publicSuffixes.Version, description, graph.Kind);
    }

    // A snapshot of a graph holds no scores of pages: those of hosts stand aside until sources are numbered.
    private static ScoreColumns Score(ILinkGraph graph, BuildContext context)
    {
        string? pagesFolder = graph.PageArcs.Length == 0 ? null
            : graph.Kind is null ? context.OutputFolder
            : context.TemporaryFolder;
        using (RootArcs roots = MakeRootArcs(graph, context))
        {
            ScoreStage scores = new(graph, roots, context);
            if (pagesFolder is not null)
            {
                scores.ScorePages(pagesFolder);
            }

            scores.ScoreDomains(context.OutputFolder);
        }

        graph.ForgetRanking();
        return new ScoreColumns(context.OutputFolder, pagesFolder, graph.Nodes.Count);
    }

    private static RootArcs MakeRootArcs(ILinkGraph graph, BuildContext context) => graph.RootArcs is { } arcs
        ? RootArcs.Of(arcs)
        : RootArcs.Fold(
            graph.Lists, graph.Nodes.RootOf!, graph.Hosts.Roots!, context.TemporaryFolder, graph.ListBytes,
            context.Options.ThreadCount,
            _ => context.Cancellation.ThrowIfCancellationRequested(), context.Cancellation);

    private static SourceIds Number(ILinkGraph graph, ScoreColumns scores, BuildContext context)
    {
        context.Report("number", 0, 0);
        SourceIds ids = SourceIds.Number(graph.Nodes, scores);
        try
        {
            SourceFiles.Write(
                graph.Nodes, ids, scores, graph.Kind is not null, context.OutputFolder, context.TemporaryFolder,
                graph.ListBytes, pages => context.Report("number", pages, ids.PageCount), context.Cancellation);
            return ids;
        }
        catch
        {
            ids.Dispose();
            throw;
        }
    }

    private static void WriteReach(SourceReachWriter reach, INodes nodes, SourceIds ids, string folder)
    {
        using NativeArray<uint> roots = new(ids.DomainCount, isCleared: false);
        for (long root = 0; root < ids.DomainIds.Length; root++)
        {
            if (ids.DomainIds[root] is var domain && domain != SourceIds.None)
            {
                roots[domain] = (uint)root;
            }
        }

        for (long node = 0; node < nodes.Count; node++)
        {
            if (ids.DomainIds[nodes.RootOf?[node] ?? node] is var domain && domain != SourceIds.None)
            {
                reach.AddPages(domain, 1);
            }
        }

        reach.Complete(folder, domain => roots[domain]);
    }

    private static void Invert(ILinkGraph graph, SourceIds ids, BuildContext context, Dictionary<string, long> counts)
    {
        uint hostCount = graph.Lists.First(graph.Lists.RangeCount);
        context.Report("invert", 0, hostCount);
        using SourceHosts? hosts = graph.Kind is not null ? null
            : new SourceHosts(context.OutputFolder, ids.DomainCount, domain => ids.FirstPages[domain]);
        if (hosts is not null)
        {
            counts["source_hosts"] = hosts.Count;
        }

        bool areHostsStored = hosts is not null && hosts.Count > ids.DomainCount && hosts.Count < ids.PageCount;
        using SourceReachWriter? reach = !context.Options.WithReach ? null : new SourceReachWriter(ids.PageCount,
            ids.DomainCount, hosts?.Count ?? ids.PageCount, domain => ids.FirstPages[domain],
            hosts is null ? null : hosts.Fold);
        Inversion inversion = new(graph.Lists, graph.Hosts, ids, areHostsStored ? hosts!.Fold : null, reach,
            graph.ListBytes, context.Options.ThreadCount);

        // The dictionary is written with the postings: it takes what they can be at most for the width of its offsets.
        using TargetKeysWriter dictionary = new(
            context.OutputFolder, ids.PageCount, ids.DomainCount,
            SnapshotFormat.MaxPostingBytes(graph.Lists.MaxIdCount));
        using TargetPostingsWriter postings = new(context.OutputFolder, context.TemporaryFolder);
        inversion.Run(dictionary, postings, hosts => context.Report("invert", hosts, hostCount), context.Cancellation);
        dictionary.Complete();
        postings.Complete();
        if (reach is not null)
        {
            WriteReach(reach, graph.Nodes, ids, context.OutputFolder);
        }

        counts["external_arcs"] = inversion.ArcCount;
        counts.TryAdd("external_links", inversion.ArcCount);
        counts["posting_ids"] = postings.PageIdCount;
        counts["posting_bytes"] = postings.PageListBytes;
        counts["inline_id_bits"] = dictionary.Counts.InlineBits;
        counts["directory_bits"] = dictionary.Counts.DirectoryBits;
        (string Name, TargetScope Scope)[] scopes =
            [("pages", TargetScope.Page), ("hosts", TargetScope.Subdomain), ("domains", TargetScope.RootDomain)];
        foreach ((string name, TargetScope scope) in scopes)
        {
            counts[$"known_{name}"] = dictionary.Counts.Known[(int)scope];
            counts[$"target_{name}"] = dictionary.Counts.Linked[(int)scope];
        }
    }
}
