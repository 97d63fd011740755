using Vennlink.Ranking.Spam;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>Writes <c>domain.scores</c>: every root domain of the index, in key order, with its scores. Layout in
/// docs/formats/domain-scores.md.</summary>
/// <remarks>Streams: holds an index entry for each 4 KiB of names, whatever the number of domains. Not thread-safe. Not
/// completed, the file is deleted.</remarks>
internal sealed class DomainScoresWriter : IDisposable
{
    private readonly BlockFileWriter _file;
    private readonly KeyedRecords _domains;
    private readonly SpilledColumn<float> _ranks;
    private readonly SpilledColumn<uint> _linkingDomains;
    private readonly SpilledColumn<byte> _authorities;
    private readonly SpilledColumn<sbyte> _spamScores;
    private readonly (SpamFeature Feature, SpilledColumn<byte> Column)[] _evidence;

    /// <summary>Creates the file.</summary>
    /// <param name="folder">Folder of the snapshot.</param>
    /// <param name="temporaryFolder">Existing folder; 10 bytes a domain, and one for each feature, stand there until
    /// the writer is disposed.</param>
    /// <param name="features">Features of which the evidence is written: those that the model has a weight for, in
    /// order.</param>
    public DomainScoresWriter(string folder, string temporaryFolder, IReadOnlyList<SpamFeature> features)
    {
        _file = new BlockFileWriter(
            Path.Combine(folder, SnapshotFormat.DomainScoresFile), SnapshotFormat.DomainScoresMagic,
            SnapshotFormat.DomainScoresVersion,
            BlockCompression.Lz4, SnapshotFormat.KeyBlockBytes, compressesAside: true);
        _domains = new KeyedRecords(_file, isInKeyOrder: true);
        _ranks = new(Path.Combine(temporaryFolder, "domain-ranks.column"));
        _linkingDomains = new(Path.Combine(temporaryFolder, "domain-linking.column"));
        _authorities = new(Path.Combine(temporaryFolder, "domain-authorities.column"));
        _spamScores = new(Path.Combine(temporaryFolder, "domain-spam.column"));
        _evidence =
            [.. features.Select(feature =>
                (feature,
                    new SpilledColumn<byte>(
                        Path.Combine(temporaryFolder, $"domain-{SpamFeatureNames.Of(feature)}.column"))))];
    }

    /// <summary>Domains written.</summary>
    public long Count => _file.RecordCount;

    /// <summary>Appends a root domain.</summary>
    /// <param name="rootDomainKey">Its labels reversed, without a host end: above the key before, not empty.</param>
    /// <param name="scores">Its scores.</param>
    /// <param name="evidence">What the spam score was made from beside the name.</param>
    public void Add(ReadOnlySpan<byte> rootDomainKey, in DomainScores scores, SpamEvidence evidence)
    {
        _domains.Add(rootDomainKey);
        _ranks.Add(scores.RelativeRank);
        _linkingDomains.Add(scores.LinkingDomainCount);
        _authorities.Add(scores.DomainAuthority);
        _spamScores.Add(scores.SpamScore);
        foreach ((SpamFeature feature, SpilledColumn<byte> column) in _evidence)
        {
            column.Add(evidence[feature]);
        }
    }

    /// <summary>Ends the file.</summary>
    public void Complete()
    {
        _file.EndBlocks();
        _ranks.WriteSection(_file.File);
        _linkingDomains.WriteSection(_file.File);
        _authorities.WriteSection(_file.File);
        _spamScores.WriteSection(_file.File);
        foreach ((_, SpilledColumn<byte> column) in _evidence)
        {
            column.WriteSection(_file.File);
        }

        _file.Complete();
    }

    public void Dispose()
    {
        _file.Dispose();
        _ranks.Dispose();
        _linkingDomains.Dispose();
        _authorities.Dispose();
        _spamScores.Dispose();
        foreach ((_, SpilledColumn<byte> column) in _evidence)
        {
            column.Dispose();
        }
    }
}
