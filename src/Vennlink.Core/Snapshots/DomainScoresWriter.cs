using System.Buffers;
using Vennlink.Storage;

namespace Vennlink.Snapshots;

/// <summary>Writes <c>domain.scores</c>: every root domain of the index, in key order, with its scores. Layout in docs/formats/domain-scores.md.</summary>
/// <remarks>Streams: holds an index entry for each 4 KiB of names, whatever the number of domains. Not thread-safe. Not completed, the file is deleted.</remarks>
/// <param name="folder">Folder of the snapshot.</param>
/// <param name="temporaryFolder">Existing folder; 14 bytes a domain stand there until the writer is disposed.</param>
internal sealed class DomainScoresWriter(string folder, string temporaryFolder) : IDisposable
{
    private readonly BlockFileWriter _file = new(
        Path.Combine(folder, SnapshotFormat.DomainScoresFile), SnapshotFormat.DomainScoresMagic, SnapshotFormat.DomainScoresVersion,
        BlockCompression.Lz4, SnapshotFormat.KeyBlockBytes, compressesAside: true);

    private readonly SpilledColumn<float> _ranks = new(Path.Combine(temporaryFolder, "domain-ranks.column"));
    private readonly SpilledColumn<float> _harmonics = new(Path.Combine(temporaryFolder, "domain-harmonics.column"));
    private readonly SpilledColumn<uint> _linkingDomains = new(Path.Combine(temporaryFolder, "domain-linking.column"));
    private readonly SpilledColumn<byte> _authorities = new(Path.Combine(temporaryFolder, "domain-authorities.column"));
    private readonly SpilledColumn<sbyte> _spamScores = new(Path.Combine(temporaryFolder, "domain-spam.column"));
    private readonly ArrayBufferWriter<byte> _record = new();
    private readonly FrontCoding _keys = new();

    /// <summary>Domains written.</summary>
    public long Count => _file.RecordCount;

    /// <summary>Appends a root domain.</summary>
    /// <param name="rootDomainKey">Its labels reversed, without a host end: above the key before, not empty.</param>
    /// <param name="scores">Its scores.</param>
    public void Add(ReadOnlySpan<byte> rootDomainKey, in DomainScores scores)
    {
        if (_file.AtBlockStart)
        {
            _keys.Reset();
        }

        _record.ResetWrittenCount();
        _keys.Write(_record, rootDomainKey);
        _file.Add(rootDomainKey, _record.WrittenSpan);
        _ranks.Add(scores.RelativeRank);
        _harmonics.Add(scores.Harmonic);
        _linkingDomains.Add(scores.LinkingDomainCount);
        _authorities.Add(scores.DomainAuthority);
        _spamScores.Add(scores.SpamScore);
    }

    /// <summary>Ends the file.</summary>
    public void Complete()
    {
        _file.EndBlocks();
        _file.File.StartSection();
        _ranks.WriteTo(_file.File);
        _file.File.StartSection();
        _harmonics.WriteTo(_file.File);
        _file.File.StartSection();
        _linkingDomains.WriteTo(_file.File);
        _file.File.StartSection();
        _authorities.WriteTo(_file.File);
        _file.File.StartSection();
        _spamScores.WriteTo(_file.File);
        _file.Complete();
    }

    public void Dispose()
    {
        _file.Dispose();
        _ranks.Dispose();
        _harmonics.Dispose();
        _linkingDomains.Dispose();
        _authorities.Dispose();
        _spamScores.Dispose();
    }
}
