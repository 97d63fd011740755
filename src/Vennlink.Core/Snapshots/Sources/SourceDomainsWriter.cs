using System.Buffers;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>Writes <c>source.domains</c>: key, scores and first page by <see cref="DomainId"/>. Layout in
/// docs/formats/source-domains.md.</summary>
internal sealed class SourceDomainsWriter : IDisposable
{
    private const int MaxSpamScore = 100;

    private readonly BlockFileWriter _file;
    private readonly KeyedRecords _domains;
    private readonly NativeArray<byte> _authorities;
    private readonly NativeArray<sbyte> _spamScores;
    private readonly NativeArray<uint> _firstPages;

    /// <param name="folder">Folder of the snapshot.</param>
    /// <param name="firstPages">First page of each domain, and the page count. Still belongs to the caller.</param>
    public SourceDomainsWriter(string folder, NativeArray<uint> firstPages)
    {
        _file = new BlockFileWriter(
            Path.Combine(folder, SnapshotFormat.SourceDomainsFile), SnapshotFormat.SourceDomainsMagic,
            SnapshotFormat.SourceDomainsVersion,
            BlockCompression.Lz4, SnapshotFormat.KeyBlockBytes);

        // Found by ordinal, not by key: ids do not follow key order.
        _domains = new KeyedRecords(_file, isInKeyOrder: false);
        _firstPages = firstPages;
        _authorities = new NativeArray<byte>(firstPages.Length - 1);
        _spamScores = new NativeArray<sbyte>(firstPages.Length - 1);
    }

    /// <summary>Domains written.</summary>
    public uint Count => (uint)_file.RecordCount;

    /// <summary>Appends the domain with the next id.</summary>
    public void Add(ReadOnlySpan<byte> key, byte domainAuthority, sbyte spamScore)
    {
        long domain = _file.RecordCount;
        _authorities[domain] = domainAuthority;
        _spamScores[domain] = spamScore;
        _domains.Add(key);
    }

    /// <summary>Ends the file.</summary>
    public void Complete()
    {
        _file.EndBlocks();
        _authorities.WriteSection(_file.File);
        _spamScores.WriteSection(_file.File);
        _firstPages.WriteSection(_file.File);
        _file.File.StartSection();
        WriteSpamLists();
        _file.Complete();
    }

    public void Dispose()
    {
        _file.Dispose();
        _authorities.Dispose();
        _spamScores.Dispose();
    }

    // A list of domains for each spam score there is, the highest first. Takes 4 bytes for each domain of the commonest
    // score.
    private void WriteSpamLists()
    {
        long[] counts = new long[MaxSpamScore + 2];
        for (long domain = 0; domain < Count; domain++)
        {
            counts[_spamScores[domain] + 1]++;
        }

        PostingListWriter lists = new();
        ArrayBufferWriter<byte> head = new();
        ArrayBufferWriter<byte> list = new();
        for (int score = MaxSpamScore; score >= -1; score--)
        {
            if (counts[score + 1] == 0)
            {
                continue;
            }

            uint[] domains = new uint[counts[score + 1]];
            int found = 0;
            for (uint domain = 0; found < domains.Length; domain++)
            {
                if (_spamScores[domain] == score)
                {
                    domains[found++] = domain;
                }
            }

            list.ResetWrittenCount();
            lists.Write(list, domains);
            head.ResetWrittenCount();
            head.GetSpan(1)[0] = (byte)score;
            head.Advance(1);
            Varint.Append(head, (ulong)list.WrittenCount);
            _file.File.Write(head.WrittenSpan);
            _file.File.Write(list.WrittenSpan);
        }
    }
}
