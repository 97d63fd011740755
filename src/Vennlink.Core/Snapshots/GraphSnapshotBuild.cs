using System.Buffers.Binary;
using Vennlink.Archives;
using Vennlink.Graph;
using Vennlink.Ranking;
using Vennlink.Storage;
using Vennlink.Urls;

namespace Vennlink.Snapshots;

/// <summary>Builds a snapshot from a graph of root domains alone, without captures: linear in its arcs, which refer to vertices by number throughout.</summary>
/// <remarks>
/// Reads the vertices into key order, spills the arcs by range of targets, numbers the sources by score and key, and inverts range by range; see
/// docs/algorithms.md. The snapshot has no <c>live.pages</c>: evidence and export of a graph read its postings. Equal input gives equal bytes.
/// </remarks>
internal static class GraphSnapshotBuild
{
    private const string WorkFolder = "graph-build";
    private const sbyte NoSpamScore = -1;
    private const long CheckEvery = 65_536;

    // Places and marks while reading; later ids, marks and scores, and what the writers hold of each source.
    private const long BytesPerVertex = 16;
    private const long LeastListBytes = 32L << 20;

    /// <summary>Least memory for a graph of so many vertices.</summary>
    public static long LeastMemoryBytes(long vertexCount) => (BytesPerVertex * vertexCount) + LeastListBytes;

    /// <summary>Builds.</summary>
    /// <param name="graph">A graph of root domains.</param>
    /// <param name="outputFolder">A folder nobody reads yet.</param>
    /// <param name="options">As for <see cref="SnapshotBuild"/>; <see cref="SnapshotBuildOptions.Skipped"/> is not looked at.</param>
    /// <param name="progress">Told of bytes read, then of vertices done; may be null. One call at a time, from any thread.</param>
    /// <param name="cancellationToken">Checked often.</param>
    /// <returns>The manifest, as written.</returns>
    /// <exception cref="FormatException">The graph cannot be read.</exception>
    /// <exception cref="InsufficientMemoryException">The graph has more vertices than the memory allows; the message says what it takes.</exception>
    public static Manifest Run(
        WebGraphInput graph, string outputFolder, SnapshotBuildOptions options, Action<SnapshotProgress>? progress, CancellationToken cancellationToken)
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
            using Stages stages = new(graph, outputFolder, temporaryFolder, options, progress, cancellationToken);
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
        WebGraphInput graph, string outputFolder, string temporaryFolder, SnapshotBuildOptions options, Action<SnapshotProgress>? progress,
        CancellationToken cancellationToken) : IDisposable
    {
        private readonly SkipCounts _skips = new();
        private readonly Dictionary<string, long> _counts = [];
        private readonly Lock _progressLock = new();
        private readonly long _totalBytes = graph.TotalBytes;
        private GraphVertices? _vertices;
        private NativeArray<byte>? _authorities;
        private NativeArray<byte>? _isSource;
        private ArcSpill? _spill;
        private GraphSources? _sources;
        private long _ranksBytes;
        private long _verticesBytes;
        private long _arcsBytes;

        public Manifest Run()
        {
            SuffixListFile.Write(outputFolder, options.PublicSuffixListText.Span, options.PublicSuffixSections, options.ExtraSuffixes);
            ReadVertices();
            ReadArcs();
            if (graph.RanksFile is null)
            {
                CountLinkingDomains();
            }

            Number();
            using SourcePagesWriter pages = new(outputFolder, _sources!.Count);
            using SourceDomainsWriter domains = new(outputFolder, _sources!.Count);
            WriteSources(pages, domains);
            Invert(domains.FirstPages);
            return WriteManifest();
        }

        public void Dispose()
        {
            _vertices?.Dispose();
            _authorities?.Dispose();
            _isSource?.Dispose();
            _sources?.IdOf.Dispose();
            _spill?.Dispose();
        }

        // Vertices by one thread, ranks by another: neither can be read faster than it is decompressed.
        private void ReadVertices()
        {
            using KeyJoin join = new(temporaryFolder);
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            SkipCounts rankSkips = new();
            Task<long> ranks = Task.Run(
                () =>
                {
                    ReversedNames names = new();
                    byte[] key = new byte[1 << 10];
                    return graph.ReadRanks(
                        (name, _, pageRank) =>
                        {
                            if (names.TryToKey(name, key, out int length))
                            {
                                join.AddValue(key.AsSpan(0, length), (float)pageRank);
                            }
                        },
                        rankSkips, done => ReportBytes(ref _ranksBytes, done), stop.Token);
                },
                CancellationToken.None);
            try
            {
                _vertices = GraphVertices.Read(
                    graph, temporaryFolder, Math.Max(ExternalSorter.MinimumMemoryBytes, options.MemoryBytes / 8), graph.RanksFile is null ? null : join.AddPlace, _skips,
                    done => ReportBytes(ref _verticesBytes, done), cancellationToken);
            }
            catch
            {
                stop.Cancel();
                Task.WaitAny(ranks);
                throw;
            }

            long rankCount = ranks.GetAwaiter().GetResult();
            _skips.Add(rankSkips);
            if (options.MemoryBytes < LeastMemoryBytes(_vertices.VertexCount))
            {
                throw new InsufficientMemoryException(
                    $"a graph of {_vertices.VertexCount:N0} vertices takes at least {(LeastMemoryBytes(_vertices.VertexCount) >> 20) + 1:N0} MiB of memory, --memory gives {options.MemoryBytes >> 20:N0}");
            }

            _authorities = new NativeArray<byte>(_vertices.Count);
            join.Join(_authorities, pageRank => AuthorityScale.FromRelativePageRank(pageRank * (double)rankCount), cancellationToken);
        }

        private void ReadArcs()
        {
            _isSource = new NativeArray<byte>(_vertices!.Count);
            _spill = new ArcSpill(temporaryFolder, _vertices.Count);
            List<ArcSpillSink> sinks = [];
            long arcCount = graph.ReadArcs(
                _vertices.VertexCount, options.ThreadCount,
                () =>
                {
                    sinks.Add(new ArcSpillSink(_vertices.PlaceOf, _isSource, _spill.OpenWriter()));
                    return sinks[^1];
                },
                _skips, done => ReportBytes(ref _arcsBytes, done), cancellationToken);
            sinks.ForEach(sink => sink.Complete());
            _vertices.ForgetPlaces();
            _counts["links"] = arcCount;
        }

        // Without ranks, the placeholder of crawls: how many domains link to each.
        private void CountLinkingDomains()
        {
            Report("rank", 0, _vertices!.Count);
            long done = 0;
            int next = -1;
            IdClasses places = new([0], _vertices.Count);
            Parallel.For(
                0, options.ThreadCount, new ParallelOptions { MaxDegreeOfParallelism = options.ThreadCount, CancellationToken = cancellationToken }, _ =>
                {
                    using ArcInversion inversion = new(_spill!, null, places, ListBytes / options.ThreadCount);
                    for (int partition = Interlocked.Increment(ref next); partition < _spill!.PartitionCount; partition = Interlocked.Increment(ref next))
                    {
                        inversion.Run(partition, (target, sources) => _authorities![target] = AuthorityScale.FromLinkingDomains(sources.Length), cancellationToken);
                        Report("rank", Interlocked.Add(ref done, _spill.First(partition + 1) - _spill.First(partition)), _vertices.Count);
                    }
                });
        }

        // By Domain Authority ↓, then key ↑: a counting sort of places. A vertex without any score has the least.
        private void Number()
        {
            Report("number", 0, 0);
            uint[] counts = new uint[byte.MaxValue + 1];
            for (uint place = 0; place < _vertices!.Count; place++)
            {
                ref byte authority = ref _authorities![place];
                authority = Math.Max(authority, (byte)1);
                counts[authority] += _isSource![place];
            }

            uint[] next = new uint[byte.MaxValue + 1];
            List<uint> firsts = [];
            uint sum = 0;
            for (int authority = byte.MaxValue; authority >= 0; authority--)
            {
                next[authority] = sum;
                if (counts[authority] > 0)
                {
                    firsts.Add(sum);
                }

                sum += counts[authority];
            }

            NativeArray<uint> idOf = new(_vertices.Count);
            _sources = new GraphSources(_isSource!, idOf, new IdClasses(firsts, sum), sum);
            for (uint place = 0; place < _vertices.Count; place++)
            {
                if (_isSource![place] != 0)
                {
                    idOf[place] = next[_authorities![place]]++;
                }
            }
        }

        // Keys come by place; ids ascend with them inside each Domain Authority, so sorting by id takes a run for each.
        private void WriteSources(SourcePagesWriter pages, SourceDomainsWriter domains)
        {
            using NaturalRunSorter byId = new(temporaryFolder, ExternalSorter.MinimumMemoryBytes);
            byte[] record = new byte[2048];
            using (RunReader keys = new(_vertices!.Keys))
            {
                for (uint place = 0; keys.MoveNext(); place++)
                {
                    if (place % CheckEvery == 0)
                    {
                        Report("number", place, _vertices.Count);
                    }

                    if (_isSource![place] != 0)
                    {
                        BinaryPrimitives.WriteUInt32BigEndian(record, _sources!.IdOf[place]);
                        record[sizeof(uint)] = _authorities![place];
                        keys.Current.CopyTo(record.AsSpan(sizeof(uint) + 1));
                        byId.Add(record.AsSpan(0, sizeof(uint) + 1 + keys.Current.Length));
                    }
                }
            }

            using SortedRecords sorted = byId.Sort(cancellationToken);
            for (uint id = 0; sorted.MoveNext(); id++)
            {
                if (id % CheckEvery == 0)
                {
                    Report("number", id, _sources!.Count);
                }

                byte authority = sorted.Current[sizeof(uint)];
                ReadOnlySpan<byte> labels = sorted.Current[(sizeof(uint) + 1)..];
                domains.Add(labels, authority, NoSpamScore, id);
                labels.CopyTo(record);
                record[labels.Length] = UrlKey.HostEnd;
                record[labels.Length + 1] = (byte)'/';
                pages.Add(record.AsSpan(0, labels.Length + 2), [], authority);
            }

            pages.Complete();
            domains.Complete(_sources!.Count);
        }

        private void Invert(NativeArray<uint> firstPages)
        {
            Report("invert", 0, _vertices!.Count);
            long arcCount = _spill!.ArcCount;
            GraphInversion inversion = new(_spill, _vertices.Keys, _sources!, () => new TargetListsEncoder(firstPages, _sources!.Count), ListBytes, options.ThreadCount);

            // The dictionary is written with the postings: it takes what they can be at most for the width of its offsets.
            using TargetKeysWriter dictionary = new(outputFolder, _sources!.Count, _sources!.Count, SnapshotFormat.MostPostingBytes(arcCount));
            using TargetPostingsWriter postings = new(outputFolder, firstPages, _sources!.Count);
            inversion.Run(dictionary, postings, place => Report("invert", place, _vertices.Count), cancellationToken);
            dictionary.Complete();
            _counts["posting_ids"] = postings.PageIdCount;
            _counts["posting_bytes"] = postings.PageListBytes;
            _counts["inline_id_bits"] = dictionary.Counts.InlineBits;
            _counts["directory_bits"] = dictionary.Counts.DirectoryBits;
            postings.Complete();
            _counts["live_pages"] = _vertices.Count;
            _counts["source_pages"] = _sources!.Count;
            _counts["source_domains"] = _sources!.Count;
            _counts["external_links"] = inversion.ArcCount;
            _counts["external_arcs"] = inversion.ArcCount;
            _counts["lost_links"] = 0;
            foreach ((string name, TargetScope scope) in new[] { ("pages", TargetScope.Page), ("hosts", TargetScope.Subdomain), ("domains", TargetScope.RootDomain) })
            {
                _counts[$"known_{name}"] = dictionary.Counts.Known[(int)scope];
                _counts[$"target_{name}"] = dictionary.Counts.Linked[(int)scope];
            }
        }

        private long ListBytes => Math.Max(LeastListBytes, options.MemoryBytes - (BytesPerVertex * _vertices!.VertexCount)) / 3;

        private Manifest WriteManifest()
        {
            cancellationToken.ThrowIfCancellationRequested();
            PublicSuffixList suffixes = PublicSuffixList.Parse(options.PublicSuffixListText.Span, options.PublicSuffixSections, options.ExtraSuffixes);
            string scores = graph.RanksFile is null ? AuthorityScale.Description : AuthorityScale.RanksDescription;
            return SnapshotManifest.Write(outputFolder, options with { Skipped = _skips.ByName() }, _counts, suffixes.Version, scores, isDomainGraph: true);
        }

        private void ReportBytes(ref long mine, long done)
        {
            lock (_progressLock)
            {
                mine = done;
                progress?.Invoke(new SnapshotProgress("read", _ranksBytes + _verticesBytes + _arcsBytes, _totalBytes));
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
