using System.Runtime.InteropServices;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>Reads <c>domain.scores</c>: by key, by ordinal in key order, or a column as a whole. Thread-safe.</summary>
internal sealed class DomainScoresReader : KeyedColumns
{
    private const int ScoreColumns = 4;

    private readonly FileSection _ranks;
    private readonly FileSection _linkingDomains;
    private readonly FileSection _authorities;
    private readonly FileSection _spamScores;
    private readonly FileSection[] _evidence;

    public DomainScoresReader(string folder)
        : base(folder, SnapshotFormat.DomainScoresFile, SnapshotFormat.DomainScoresMagic,
            SnapshotFormat.DomainScoresVersion, haveValues: false, long.MaxValue)
    {
        _ranks = Column(0, sizeof(float));
        _linkingDomains = Column(1, sizeof(uint));
        _authorities = Column(2, sizeof(byte));
        _spamScores = Column(3, sizeof(sbyte));
        int evidenceCount = File.SectionCount - BlockFileWriter.SectionCount - ScoreColumns;
        _evidence = [.. Enumerable.Range(ScoreColumns, evidenceCount).Select(column => Column(column, sizeof(byte)))];
    }

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
        domain = FirstAtOrAbove(rootDomainKey, out bool isIt);
        return isIt;
    }

    /// <summary>The first domain whose key is not below one; the number of domains when there is none.</summary>
    /// <param name="rootDomainKey">Any bytes.</param>
    /// <param name="isIt">Whether it has exactly that key.</param>
    public long FirstAtOrAbove(ReadOnlySpan<byte> rootDomainKey, out bool isIt)
    {
        isIt = false;
        int block = Readers.Blocks.FindBlock(rootDomainKey);
        if (block < 0)
        {
            return 0;
        }

        BlockReader reader = Readers.Rent();
        try
        {
            long first = Readers.Blocks.FirstRecord(block);
            long end = Readers.Blocks.FirstRecord(block + 1);
            for (long domain = first; domain < end; domain++)
            {
                reader.Find(block, (int)(domain - first), hasValue: false);
                int order = reader.Key.SequenceCompareTo(rootDomainKey);
                if (order >= 0)
                {
                    isIt = order == 0;
                    return domain;
                }
            }

            return end;
        }
        finally
        {
            Readers.Return(reader);
        }
    }

    private static T Element<T>(FileSection column, long index)
        where T : unmanaged
    {
        int size = Marshal.SizeOf<T>();
        return MemoryMarshal.Read<T>(column.Read(index * size, size));
    }
}
