using System.Runtime.InteropServices;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>Reads <c>source.domains</c>. Thread-safe.</summary>
internal sealed class SourceDomains : KeyedColumns
{
    private readonly FileSection _authorities;
    private readonly FileSection _spamScores;
    private readonly FileSection _firstPages;
    private readonly SortedList<int, FileSection> _spamLists = [];

    public SourceDomains(string folder)
        : base(folder, SnapshotFormat.SourceDomainsFile, SnapshotFormat.SourceDomainsMagic,
            SnapshotFormat.SourceDomainsVersion, haveValues: false, uint.MaxValue)
    {
        _authorities = Column(0, sizeof(byte));
        _spamScores = Column(1, sizeof(sbyte));
        _firstPages = Column(2, sizeof(uint), furtherCount: 1);
        ReadSpamLists(File.Section(BlockFileWriter.SectionCount + 3));
        SpamScores = [.. _spamLists.Keys.Reverse()];
    }

    /// <summary>Spam scores that domains have, the highest first.</summary>
    public IReadOnlyList<int> SpamScores { get; }

    public uint Count => (uint)RecordCount;

    public int Authority(uint domain) => _authorities.Read(domain, 1)[0];

    public int SpamScore(uint domain) => (sbyte)_spamScores.Read(domain, 1)[0];

    public ReadOnlySpan<sbyte> SpamScoresFrom(uint first, int mostCount) =>
        MemoryMarshal.Cast<byte, sbyte>(
            _spamScores.Read(first, (int)Math.Min(mostCount, Math.Max(0, _spamScores.Length - first))));

    /// <summary>The domains of a spam score; empty when it is not one of <see cref="SpamScores"/>.</summary>
    public PostingCursor OpenSpamList(int spamScore) =>
        _spamLists.TryGetValue(spamScore, out FileSection list)
            ? new PostingListCursor(list) : new IdArrayCursor(default);

    public uint FirstPage(uint domain) => _firstPages.ReadUInt32(domain);

    /// <summary>First pages of up to so many domains from one on; behind the last one stands the page count.</summary>
    public ReadOnlySpan<uint> FirstPagesFrom(uint first, int mostCount) =>
        _firstPages.ReadUInt32s(first, (int)Math.Min(mostCount, Count + 1L - first));

    /// <summary>The domain of a page: the last whose first page is at or below it.</summary>
    public uint DomainOf(uint page)
    {
        uint low = 0;
        uint high = Count;

        // Invariant: first page of low ≤ page < first page of high.
        while (high - low > 1)
        {
            uint middle = low + ((high - low) / 2);
            if (FirstPage(middle) <= page)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void ReadSpamLists(FileSection section)
    {
        const int MaxHeadBytes = 1 + Varint.MaxBytes;
        for (long offset = 0; offset < section.Length;)
        {
            ByteReader head = new(section.Read(offset, (int)Math.Min(MaxHeadBytes, section.Length - offset)),
                File.FileName, section.Start + offset);
            int score = (sbyte)head.ReadByte();
            ulong length = head.ReadVarint();
            offset += head.Position;
            if (length == 0 || length > (ulong)(section.Length - offset)
                || !_spamLists.TryAdd(score, new FileSection(File, section.Start + offset, (long)length)))
            {
                throw head.Broken($"the list of spam score {score} has a wrong length of {length} bytes");
            }

            offset += (long)length;
        }
    }
}
