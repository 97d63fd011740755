using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Build.Pages;
using Vennlink.Graph.Arcs;
using Vennlink.Graph.Vertices;
using Vennlink.Ranking;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Build.Graphs;

/// <summary>Builds a snapshot from a graph of hosts or root domains alone, without captures: linear in its arcs, which refer to vertices by number throughout.</summary>
/// <remarks>
/// Reads the vertices into key order, spills the arcs by range of targets, numbers the sources by score and key, and inverts range by range; see
/// docs/algorithms.md. The snapshot has no <c>live.pages</c>: evidence and export of a graph read its postings. Equal input gives equal bytes.
/// </remarks>
internal static class GraphSnapshotBuild
{
    private const string WorkFolder = "graph-build";

    // While reading places and marks, while ranking ranks and what makes them, later ids, marks and scores, and what the writers hold of each source. Of hosts, their root domains too.
    private const long BytesPerDomain = 28;
    private const long BytesPerHost = 36;
    private const long LeastListBytes = 32L << 20;

    /// <summary>Builds.</summary>
    /// <param name="graph">A graph of root domains or, when it does not say so, of hosts.</param>
    /// <param name="outputFolder">A folder nobody reads yet.</param>
    /// <param name="options">As for <see cref="SnapshotBuild"/>; <see cref="SnapshotBuildOptions.Skipped"/> and <see cref="SnapshotBuildOptions.Inputs"/> are not looked at.</param>
    /// <param name="describeInput">Asked when all has been read: the graph, for the manifest.</param>
    /// <param name="progress">Told of bytes read, then of vertices done; may be null. One call at a time, from any thread.</param>
    /// <param name="cancellationToken">Checked often.</param>
    /// <returns>The manifest, as written.</returns>
    /// <exception cref="FormatException">The graph cannot be read.</exception>
    /// <exception cref="InsufficientMemoryException">The graph has more vertices than the memory allows; the message says what it takes.</exception>
    public static Manifest Run(
        WebGraphInput graph, string outputFolder, SnapshotBuildOptions options, Func<InputFile> describeInput, Action<SnapshotProgress>? progress,
        CancellationToken cancellationToken)
    {
        string temporaryFolder = Path.Combine(options.TemporaryFolder, WorkFolder);
        foreach (string file in SnapshotFormat.BuiltFiles.Reverse())
        {
            File.Delete(Path.Combine(outputFolder, file));
        }

        Empty(temporaryFolder);
        Directory.CreateDirectory(temporaryFolder);
        try
        {
            using Stages stages = new(graph, outputFolder, temporaryFolder, options, describeInput, progress, cancellationToken);
            return stages.Run();
        }
        finally
        {
            Empty(temporaryFolder);
        }
    }

    private static void Empty(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Stages(
        WebGraphInput graph, string outputFolder, string temporaryFolder, SnapshotBuildOptions options, Func<InputFile> describeInput,
        Action<SnapshotProgress>? progress, CancellationToken cancellationToken) : IDisposable
    {
        private readonly SkipCounts _skips = new();
        private readonly Dictionary<string, long> _counts = [];
        private readonly Lock _progressLock = new();
        private readonly long _totalBytes = graph.TotalBytes;
        private readonly PublicSuffixList _suffixes = PublicSuffixList.Parse(options.PublicSuffixListText.Span, options.PublicSuffixSections, options.ExtraSuffixes);
        private GraphVertices? _vertices;
        private NativeArray<byte>? _pageAuthorities;

        // By ordinal of the root domain; of a graph of root domains, the same array.
        private NativeArray<byte>? _domainAuthorities;
        private NativeArray<sbyte>? _spamScores;
        private NativeArray<byte>? _isSource;
        private ArcSpill? _spill;

        // Arcs between hosts of one root domain: for Page Authority alone.
        private ArcSpill? _innerSpill;
        private PublishedRanks? _published;
        private GraphSources? _sources;
        private long _ranksBytes;
        private long _verticesBytes;
        private long _arcsBytes;

        public Manifest Run()
        {
            SuffixListFile.Write(outputFolder, options.PublicSuffixListText.Span, options.PublicSuffixSections, options.ExtraSuffixes);
            SpamModelFile.Write(outputFolder, options.Spam);
            ReadVertices();
            ReadArcs();
            Rank();
            Report("number", 0, 0);
            _sources = GraphSources.Number(_isSource!, _vertices!.Roots, _pageAuthorities!, _domainAuthorities!);
            _isSource!.Dispose();
            using SourceDomainsWriter domains = new(outputFolder, _sources.DomainCount);
            WriteSources(domains);
            Invert(domains.FirstPages);
            return WriteManifest();
        }

        public void Dispose()
        {
            _vertices?.Dispose();
            _pageAuthorities?.Dispose();
            _domainAuthorities?.Dispose();
            _spamScores?.Dispose();
            _isSource?.Dispose();
            _sources?.Dispose();
            _spill?.Dispose();
            _innerSpill?.Dispose();
            _published?.Dispose();
        }

        // Vertices by one thread, ranks by another: neither can be read faster than it is decompressed.
        private void ReadVertices()
        {
            using KeyJoin join = new(temporaryFolder);
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            SkipCounts rankSkips = new();
            Task<double> ranks = Task.Run(
                () =>
                {
                    ReversedNames names = new();
                    byte[] key = new byte[1 << 10];
                    double least = double.PositiveInfinity;
                    graph.ReadRanks(
                        (name, harmonic, pageRank) =>
                        {
                            if (names.TryToKey(name, key, out int length))
                            {
                                join.AddValue(key.AsSpan(0, length), (float)pageRank, (float)harmonic);
                                least = pageRank > 0 ? Math.Min(least, pageRank) : least;
                            }
                        },
                        rankSkips, done => ReportBytes(ref _ranksBytes, done), stop.Token);
                    return least;
                },
                CancellationToken.None);
            try
            {
                _vertices = GraphVertices.Read(
                    graph, graph.IsDomainLevel ? null : _suffixes, temporaryFolder, Math.Max(ExternalSorter.MinimumMemoryBytes, options.MemoryBytes / 8), graph.RanksFile is null ? null : join.AddPlace, _skips,
                    done => ReportBytes(ref _verticesBytes, done), cancellationToken);
            }
            catch
            {
                stop.Cancel();
                Task.WaitAny(ranks);
                throw;
            }

            double leastRank = ranks.GetAwaiter().GetResult();
            _skips.Add(rankSkips);
            long leastMemoryBytes = VertexBytes + LeastListBytes;
            if (options.MemoryBytes < leastMemoryBytes)
            {
                throw new InsufficientMemoryException(
                    $"a graph of {_vertices.VertexCount:N0} vertices needs at least {(leastMemoryBytes >> 20) + 1:N0} MiB of memory, but --memory is {options.MemoryBytes >> 20:N0}");
            }

            if (graph.RanksFile is not null)
            {
                _published = new PublishedRanks(_vertices.Count, leastRank);
                join.Join(_published.Ranks, _published.Harmonics, cancellationToken);
            }
        }

        private void ReadArcs()
        {
            _isSource = new NativeArray<byte>(_vertices!.Count);
            _spill = new ArcSpill(temporaryFolder, _vertices.Roots?.Ranges(ArcSpill.RangeLength(_vertices.Count)) ?? ArcSpill.EqualRanges(_vertices.Count));
            _innerSpill = _vertices.Roots is null ? null : new ArcSpill(temporaryFolder, _spill.Ranges);
            List<ArcSpillSink> sinks = [];
            using NativeArray<byte> arrivals = new(_vertices.Count);
            long arcCount = graph.ReadArcs(
                _vertices.VertexCount, options.ThreadCount,
                () =>
                {
                    sinks.Add(new ArcSpillSink(_vertices.PlaceOf, _vertices.Roots, _isSource, arrivals, _spill.OpenWriter(), _innerSpill?.OpenWriter()));
                    return sinks[^1];
                },
                _skips, done => ReportBytes(ref _arcsBytes, done), cancellationToken);
            sinks.ForEach(sink => sink.Complete());
            _vertices.ForgetPlaces();
            _counts["links"] = arcCount;
            if (sinks.Exists(sink => sink.SawSourceAgain))
            {
                _spill = EachOnce(_spill, arrivals);
                _innerSpill = _innerSpill is null ? null : EachOnce(_innerSpill, arrivals);
            }
        }

        // Lists would do without, but ranks are to be those of a graph.
        private ArcSpill EachOnce(ArcSpill arcs, NativeArray<byte> arrivals)
        {
            if (!RepeatedArcs.MayBe(arcs, arrivals, ListBytes, options.ThreadCount, cancellationToken))
            {
                return arcs;
            }

            ArcSpill distinct = ArcFold.Distinct(arcs, temporaryFolder, ListBytes, options.ThreadCount, cancellationToken);
            arcs.Dispose();
            return distinct;
        }

        private void Rank()
        {
            GraphRanks ranks = new(_spill!, _innerSpill, _vertices!, _isSource!, _published, outputFolder, temporaryFolder, ListBytes, options, ReportRanking, cancellationToken);
            (_pageAuthorities, _domainAuthorities, _spamScores) = ranks.Run();
            _published?.Dispose();
            _innerSpill?.Dispose();
            _published = null;
            _innerSpill = null;
        }

        private void ReportRanking(double share)
        {
            const int Steps = 10_000;
            cancellationToken.ThrowIfCancellationRequested();
            lock (_progressLock)
            {
                progress?.Invoke(new SnapshotProgress("rank", (long)(share * Steps), Steps, IsBytes: true));
            }
        }

        private void WriteSources(SourceDomainsWriter domains)
        {
            using SourcePagesWriter pages = new(outputFolder, _sources!.PageCount);
            GraphSourceFiles files = new(_sources, temporaryFolder, done => Report("number", done, _vertices!.Count), cancellationToken);
            if (_vertices!.Roots is { } roots)
            {
                files.WriteHosts(_vertices.Keys, _pageAuthorities!, roots, pages);
                files.WriteRoots(roots.Keys, _domainAuthorities!, _spamScores!, domains);
                _sources.FirstPages!.Dispose();
            }
            else
            {
                files.WriteVertices(_vertices.Keys, _pageAuthorities!, _spamScores!, pages, domains);
            }

            _spamScores!.Dispose();
        }

        private void Invert(NativeArray<uint> firstPages)
        {
            Report("invert", 0, _vertices!.Count);

            // Lists of hosts and lists of root domains, each of pages and of domains.
            long idCount = (_vertices.Roots is null ? 1 : 4) * _spill!.ArcCount;
            GraphInversion inversion = new(
                _spill, _vertices, _sources!, () => new TargetListsEncoder(firstPages, _sources!.DomainCount), ListBytes, options.ThreadCount);

            // The dictionary is written with the postings: it takes what they can be at most for the width of its offsets.
            using TargetKeysWriter dictionary = new(outputFolder, _sources!.PageCount, _sources!.DomainCount, SnapshotFormat.MostPostingBytes(idCount));
            using TargetPostingsWriter postings = new(outputFolder, firstPages, _sources!.DomainCount);
            inversion.Run(dictionary, postings, place => Report("invert", place, _vertices.Count), cancellationToken);
            dictionary.Complete();
            _counts["posting_ids"] = postings.PageIdCount;
            _counts["posting_bytes"] = postings.PageListBytes;
            _counts["inline_id_bits"] = dictionary.Counts.InlineBits;
            _counts["directory_bits"] = dictionary.Counts.DirectoryBits;
            postings.Complete();
            _counts["live_pages"] = _vertices.Count;
            _counts["source_pages"] = _sources!.PageCount;
            _counts["source_domains"] = _sources!.DomainCount;
            _counts["external_links"] = inversion.ArcCount;
            _counts["external_arcs"] = inversion.ArcCount;
            _counts["lost_links"] = 0;
            foreach ((string name, TargetScope scope) in new[] { ("pages", TargetScope.Page), ("hosts", TargetScope.Subdomain), ("domains", TargetScope.RootDomain) })
            {
                _counts[$"known_{name}"] = dictionary.Counts.Known[(int)scope];
                _counts[$"target_{name}"] = dictionary.Counts.Linked[(int)scope];
            }
        }

        private long VertexBytes => _vertices!.VertexCount * (_vertices.Roots is null ? BytesPerDomain : BytesPerHost);

        private long ListBytes => Math.Max(LeastListBytes, options.MemoryBytes - VertexBytes) / 3;

        private Manifest WriteManifest()
        {
            cancellationToken.ThrowIfCancellationRequested();
            string scores = graph.RanksFile is null ? AuthorityScale.ComputedDescription : AuthorityScale.PublishedDescription;
            SnapshotBuildOptions described = options with { Inputs = [describeInput()], Skipped = _skips.ByName() };
            return SnapshotManifest.Write(outputFolder, described, _counts, _suffixes.Version, scores, graph.IsDomainLevel ? SnapshotManifest.DomainGraph : SnapshotManifest.HostGraph);
        }

        private void ReportBytes(ref long mine, long done)
        {
            lock (_progressLock)
            {
                mine = done;
                progress?.Invoke(new SnapshotProgress("read", _ranksBytes + _verticesBytes + _arcsBytes, _totalBytes, IsBytes: true));
            }
        }

        private void Report(string stage, long done, long total)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (_progressLock)
            {
                progress?.Invoke(new SnapshotProgress(stage, done, total));
            }
        }
    }
}
