using System.Runtime.InteropServices;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>Reads <c>domain.scores</c>: by key, by ordinal in key order, or a column as a whole. Thread-safe.</summary>
internal sealed class DomainScoresReader : IDisposable
{
    private const int FirstColumn = BlockFileWriter.SectionCount;
    private const int ScoreColumns = 4;

    private readonly BlockReaderPool _pool;
    private readonly FileSection _ranks;
    private readonly FileSection _linkingDomains;
    private readonly FileSection _authorities;
    private readonly FileSection _spamScores;
    private readonly FileSection[] _evidence;

    public DomainScoresReader(string folder)
    {
        File = SealedFile.Open(
            Path.Combine(folder, SnapshotFormat.DomainScoresFile), SnapshotFormat.DomainScoresMagic,
            SnapshotFormat.DomainScoresVersion);
        try
        {
            _pool = new BlockReaderPool(new BlockFile(File));
            _ranks = Column<float>(0);
            _linkingDomains = Column<uint>(1);
            _authorities = Column<byte>(2);
            _spamScores = Column<sbyte>(3);
            _evidence = [.. Enumerable.Range(ScoreColumns, File.SectionCount - FirstColumn - ScoreColumns)
                .Select(Column<byte>)];
        }
        catch
        {
            File.Dispose();
            throw;
        }
    }

    public SealedFile File { get; }

    /// <summary>Root domains of the index; ordinals are <c>0 … count − 1</c>, in key order.</summary>
    public long Count => _pool.Blocks.RecordCount;

    /// <summary>Scores of a domain.</summary>
    public DomainScores Read(long domain) => new(
        Element<float>(_ranks, domain), Element<uint>(_linkingDomains, domain), Element<byte>(_authorities, domain),
        Element<sbyte>(_spamScores, domain));

    /// <summary>What the spam score of a domain was made from beside its name.</summary>
    /// <param name="domain">Ordinal.</param>
    /// <param name="features">Features that the model has weights for, in order.</param>
    /// <exception cref="IndexFormatException">The file holds as many features as another model has.</exception>
    public SpamEvidence Evidence(long domain, IReadOnlyList<SpamFeature> features)
    {
        if (features.Count != _evidence.Length)
        {
            throw new IndexFormatException(
                File.FileName, 0,
                $"found {_evidence.Length} columns of evidence, expected one for each of the {features.Count} "
                    + "features of the model");
        }

        SpamEvidence evidence = default;
        for (int column = 0; column < _evidence.Length; column++)
        {
            evidence = evidence.With(features[column], _evidence[column].Read(domain, 1)[0]);
        }

        return evidence;
    }

    /// <summary>Domain Authorities of <c>[first, first + count)</c>.</summary>
    public ReadOnlySpan<byte> Authorities(long first, int count) => _authorities.Read(first, count);

    /// <summary>Spam scores of <c>[first, first + count)</c>.</summary>
    public ReadOnlySpan<sbyte> SpamScores(long first, int count) =>
        MemoryMarshal.Cast<byte, sbyte>(_spamScores.Read(first, count));

    /// <summary>Numbers of linking root domains of <c>[first, first + count)</c>.</summary>
    public ReadOnlySpan<uint> LinkingDomainCounts(long first, int count) =>
        MemoryMarshal.Cast<byte, uint>(_linkingDomains.Read(first * sizeof(uint), count * sizeof(uint)));

    /// <summary>Finds a domain: O(log domains), and one block of 4 KiB to decompress.</summary>
    public bool TryFind(ReadOnlySpan<byte> rootDomainKey, out long domain)
    {
        domain = -1;
        int block = _pool.Blocks.FindBlock(rootDomainKey);
        if (block < 0)
        {
            return false;
        }

        BlockReader reader = _pool.Rent();
        try
        {
            long first = _pool.Blocks.FirstRecord(block);
            long count = _pool.Blocks.FirstRecord(block + 1) - first;
            for (int record = 0; record < count; record++)
            {
                reader.Find(block, record, hasValue: false);
                int order = reader.Key.SequenceCompareTo(rootDomainKey);
                if (order >= 0)
                {
                    domain = first + record;
                    return order == 0;
                }
            }

            return false;
        }
        finally
        {
            _pool.Return(reader);
        }
    }

    /// <summary>
    /// Copies the key of a domain; returns its length, whether or not it fitted. Walking ordinals upwards decompresses
    /// each block once.
    /// </summary>
    public int Key(long domain, Span<byte> destination) => _pool.Key(domain, hasValue: false, destination);

    public void Dispose()
    {
        _pool.Dispose();
        File.Dispose();
    }

    private static T Element<T>(FileSection column, long index)
        where T : unmanaged
    {
        int size = Marshal.SizeOf<T>();
        return MemoryMarshal.Read<T>(column.Read(index * size, size));
    }

    private FileSection Column<T>(int ordinal)
        where T : unmanaged
    {
        FileSection column = File.Section(FirstColumn + ordinal);
        return column.Length == _pool.Blocks.RecordCount * Marshal.SizeOf<T>()
            ? column
            : throw new IndexFormatException(File.FileName, column.Start,
                $"a column has {column.Length} bytes, which does not fit {_pool.Blocks.RecordCount} domains");
    }
}
