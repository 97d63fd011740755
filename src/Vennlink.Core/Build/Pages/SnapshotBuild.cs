using Vennlink.Merge;
using Vennlink.Ranking;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Build.Pages;

/// <summary>Builds a snapshot from the live view: ranks, numbers, inverts, and describes what it made in a manifest.</summary>
/// <remarks>
/// Everything is sorted externally or streamed; see docs/algorithms.md. Equal live pages and options give the same bytes, whatever
/// memory, threads and folders.
/// </remarks>
internal static class SnapshotBuild
{
    private const string WorkFolder = "snapshot-build";
    private const long LeastMemoryBytes = 8L << 20;

    // Authority and out-degree of a page while root domains are ranked.
    private const long BytesPerWaitingPage = sizeof(byte) + sizeof(uint);

    /// <summary>Builds the files beside <c>live.pages</c>.</summary>
    /// <param name="live">The live view; its file <c>live.pages</c> stands in <paramref name="outputFolder"/> already.</param>
    /// <param name="outputFolder">A folder nobody reads yet. What an earlier, killed run left there is overwritten; the manifest comes last.</param>
    /// <param name="options">What shapes the snapshot.</param>
    /// <param name="progress">Called now and then, from any thread, one call at a time; may be null.</param>
    /// <param name="cancellationToken">Checked every few thousand records.</param>
    /// <returns>The manifest, as written.</returns>
    /// <exception cref="IndexFormatException">The live view is damaged.</exception>
    /// <exception cref="InsufficientMemoryException">There are more root domains than the memory allows; the message says what they take.</exception>
    public static Manifest Run(
        LivePages live, string outputFolder, SnapshotBuildOptions options, Action<SnapshotProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(live);
        ArgumentNullException.ThrowIfNull(options);
        string temporaryFolder = Path.Combine(options.TemporaryFolder, WorkFolder);
        foreach (string file in SnapshotFormat.BuiltFiles.Reverse())
        {
            File.Delete(Path.Combine(outputFolder, file));
        }

        DeleteFolder(temporaryFolder);
        Directory.CreateDirectory(temporaryFolder);
        try
        {
            using Stages stages = new(live, outputFolder, temporaryFolder, options, progress, cancellationToken);
            return stages.Run();
        }
        finally
        {
            DeleteFolder(temporaryFolder);
        }
    }

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The stages share the sorters and columns that outlive one of them.
    private sealed class Stages : IDisposable
    {
        private readonly LivePages _live;
        private readonly string _outputFolder;
        private readonly string _temporaryFolder;
        private readonly SnapshotBuildOptions _options;
        private readonly Action<SnapshotProgress>? _progress;
        private readonly CancellationToken _cancellationToken;
        private readonly PublicSuffixList _publicSuffixes;
        private readonly ExternalSorter _domains;
        private readonly SourceScan _scan;
        private readonly DuplicateLists _duplicates;
        private readonly Dictionary<string, long> _counts = [];
        private readonly NativeArray<byte> _pageAuthorities;
        private NativeArray<byte>? _domainAuthorities;
        private NativeArray<sbyte>? _spamScores;
        private RunFile? _groups;

        public Stages(
            LivePages live, string outputFolder, string temporaryFolder, SnapshotBuildOptions options, Action<SnapshotProgress>? progress,
            CancellationToken cancellationToken)
        {
            _live = live;
            _outputFolder = outputFolder;
            _temporaryFolder = temporaryFolder;
            _options = options;
            _progress = progress;
            _cancellationToken = cancellationToken;
            _publicSuffixes = PublicSuffixList.Parse(options.PublicSuffixListText.Span, options.PublicSuffixSections, options.ExtraSuffixes);
            _domains = new ExternalSorter(temporaryFolder, Share(8), options.ThreadCount);
            _pageAuthorities = new NativeArray<byte>(live.PageCount);
            _scan = new SourceScan(live.PageCount, _publicSuffixes, temporaryFolder, Share(2), Share(4), options.ThreadCount, _domains);
            _duplicates = new DuplicateLists(temporaryFolder, Share(8));
        }

        public Manifest Run()
        {
            SuffixListFile.Write(_outputFolder, _options.PublicSuffixListText.Span, _options.PublicSuffixSections, _options.ExtraSuffixes);
            SpamModelFile.Write(_outputFolder, _options.Spam);
            using (LivePageCursor pages = _live.Read())
            {
                _scan.Run(pages, done => Report("rank", done, 2 * _live.PageCount), _cancellationToken);
            }

            _domainAuthorities = new NativeArray<byte>(_scan.DomainCount);
            _spamScores = new NativeArray<sbyte>(_scan.DomainCount);
            Rank(_domainAuthorities, _spamScores);
            using ExternalSorter targets = new(_temporaryFolder, Share(4));
            using SourceNumbering numbering = new(_outputFolder, _scan);
            numbering.Run(
                _scan.Pages!, _domainAuthorities, _spamScores, _pageAuthorities, targets, _temporaryFolder, Share(2), _options.ThreadCount,
                done => Report("number", done, _scan.SourceCount), _cancellationToken);
            Invert(numbering, targets);
            CountScan();
            return WriteManifest();
        }

        public void Dispose()
        {
            _pageAuthorities.Dispose();
            _domainAuthorities?.Dispose();
            _spamScores?.Dispose();
            _duplicates.Dispose();
            _scan.Dispose();
            _domains.Dispose();
        }

        // Sorters that live at the same time have shares that add up to one.
        private long Share(int parts) => Math.Max(LeastMemoryBytes, _options.MemoryBytes - (PageRanking.BytesPerPage * _live.PageCount)) / parts;

        // Stages look at the token now and then; small ones might never.
        private void Report(string stage, long done, long total)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            _progress?.Invoke(new SnapshotProgress(stage, done, total));
        }

        // Groups the arcs by target, and ranks root domains and pages by them.
        private void Rank(NativeArray<byte> domainAuthorities, NativeArray<sbyte> spamScores)
        {
            using TargetWalk walk = new(_scan, _temporaryFolder, _domains, _duplicates);
            TargetGroups groups = new(_publicSuffixes, walk.Add);
            using (SortedRecords arcs = _scan.Arcs.Sort(_cancellationToken))
            {
                long lists = 0;
                _groups = GroupFile.Write(
                    arcs, Path.Combine(_temporaryFolder, "groups.run"), (key, elements) =>
                    {
                        groups.Add(key, elements);
                        if (++lists % 65_536 == 0)
                        {
                            Report("rank", _live.PageCount, 2 * _live.PageCount);
                        }
                    },
                    _cancellationToken);
            }

            groups.Complete();
            walk.Complete();
            _scan.DomainOf.Dispose();
            _duplicates.EndShowing(_cancellationToken);
            _counts["external_arcs"] = walk.ArcCount;
            IReadOnlyList<SpamFeature> features = _options.Spam.Model.EvidenceFeatures;
            using (DomainScoresWriter scores = new(_outputFolder, _temporaryFolder, features))
            {
                DomainRanking.Run(
                    _domains, walk, domainAuthorities, spamScores, _options.Spam,
                    arcs => new SpamEvidenceGathering(
                        features, arcs, () => new PageEvidence(_live, _publicSuffixes, _temporaryFolder, Share(2), _cancellationToken), _temporaryFolder, Share(2), _options.ThreadCount, _cancellationToken),
                    scores, _temporaryFolder, _options.MemoryBytes - (BytesPerWaitingPage * _live.PageCount), _options.MemoryBytes, _options.ThreadCount,
                    (_, _) => Report("rank", _live.PageCount, 2 * _live.PageCount), _cancellationToken);
            }

            using (PageScoresWriter scores = new(_outputFolder, _temporaryFolder))
            {
                PageRanking.Run(
                    _scan, walk.PageArcs, _pageAuthorities, scores, Share(2), _options.ThreadCount,
                    (done, total) => Report("rank", _live.PageCount + (long)((double)done / total * _live.PageCount), 2 * _live.PageCount), _cancellationToken);
            }
        }

        private void Invert(SourceNumbering numbering, ExternalSorter targets)
        {
            Report("invert", 0, 0);
            long length;
            using (TargetPostingsWriter postings = new(_outputFolder, numbering.FirstPages, _scan.DomainCount))
            {
                TargetInversion inversion = new(numbering.PageIdOf, _duplicates, postings, targets);
                TargetGroups groups = new(_publicSuffixes, inversion.Add);
                long done = 0;
                GroupFile.Read(
                    _groups!, (key, elements) =>
                    {
                        groups.Add(key, elements);
                        if (++done % 65_536 == 0)
                        {
                            Report("invert", done, 0);
                        }
                    },
                    _cancellationToken);
                groups.Complete();
                length = postings.Length;
                _counts["posting_ids"] = postings.PageIdCount;
                _counts["posting_bytes"] = postings.PageListBytes;
                postings.Complete();
            }

            File.Delete(_groups!.Path);
            using TargetKeysWriter keys = new(_outputFolder, _scan.SourceCount, _scan.DomainCount, length);
            using SortedRecords records = targets.Sort(_cancellationToken);
            keys.Write(records, _cancellationToken);
            keys.Complete();
            _counts["inline_id_bits"] = keys.Counts.InlineBits;
            _counts["directory_bits"] = keys.Counts.DirectoryBits;
            _counts["known_pages"] = keys.Counts.Known[(int)TargetScope.Page];
            _counts["known_hosts"] = keys.Counts.Known[(int)TargetScope.Subdomain];
            _counts["known_domains"] = keys.Counts.Known[(int)TargetScope.RootDomain];
            _counts["target_pages"] = keys.Counts.Linked[(int)TargetScope.Page];
            _counts["target_hosts"] = keys.Counts.Linked[(int)TargetScope.Subdomain];
            _counts["target_domains"] = keys.Counts.Linked[(int)TargetScope.RootDomain];
        }

        private void CountScan()
        {
            _counts["live_pages"] = _scan.PageCount;
            _counts["source_pages"] = _scan.SourceCount;
            _counts["source_domains"] = _scan.DomainCount;
            _counts["links"] = _scan.LinkCount;
            _counts["external_links"] = _scan.ExternalLinkCount;
            _counts["lost_links"] = _scan.LostLinkCount;
        }

        private Manifest WriteManifest()
        {
            _cancellationToken.ThrowIfCancellationRequested();
            return SnapshotManifest.Write(_outputFolder, _options, _counts, _publicSuffixes.Version, AuthorityScale.ComputedDescription, graph: null);
        }
    }
}
