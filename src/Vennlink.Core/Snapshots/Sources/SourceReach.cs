using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>
/// Reads <c>source.reach</c>: to how many root domains each source links, how many live pages a site has, and which
/// sites link to equal sets of domains. Thread-safe.
/// </summary>
internal sealed class SourceReach : IDisposable
{
    /// <summary>Equal sets of fewer root domains mean nothing.</summary>
    public const uint MinOwnerSet = 10;

    private readonly FileSection _pageCounts;
    private readonly PairTable _owners;

    /// <param name="folder">Folder of the snapshot.</param>
    /// <param name="pageCount">Source pages.</param>
    /// <param name="domainCount">Source domains.</param>
    /// <exception cref="IndexFormatException">It cannot be read as that.</exception>
    public SourceReach(string folder, uint pageCount, uint domainCount)
    {
        File = SealedFile.Open(Path.Combine(folder, SnapshotFormat.SourceReachFile), SnapshotFormat.SourceReachMagic,
            SnapshotFormat.SourceReachVersion);
        try
        {
            _pageCounts = File.Section(0);
            Pages = new ReachColumn(File.Section(1), new PairTable(File.Section(4)));
            Hosts = new ReachColumn(File.Section(2), new PairTable(File.Section(5)));
            Domains = new ReachColumn(File.Section(3), new PairTable(File.Section(6)));
            _owners = new PairTable(File.Section(7));
            long expectedDomains = domainCount == pageCount ? 0 : domainCount;
            if (_pageCounts.Length != domainCount * 4L || Pages.Count != pageCount || Domains.Count != expectedDomains)
            {
                throw new IndexFormatException(File.FileName, 0,
                    $"columns of {_pageCounts.Length}, {Pages.Count} and {Domains.Count} bytes do not fit {pageCount} "
                        + $"pages of {domainCount} domains");
            }
        }
        catch
        {
            File.Dispose();
            throw;
        }
    }

    public SealedFile File { get; }

    /// <summary>Root domains that each page links to, other than its own.</summary>
    public ReachColumn Pages { get; }

    /// <summary>Those of hosts; empty where their ids are those of pages or of domains.</summary>
    public ReachColumn Hosts { get; }

    /// <summary>Those of root domains; empty where their ids are those of pages.</summary>
    public ReachColumn Domains { get; }

    /// <summary>Live pages of a source domain, those that do not link out among them.</summary>
    public uint PageCount(uint domain) => _pageCounts.ReadUInt32(domain);

    /// <summary>The first of the domains that link to the same set of domains as one; it itself where it is
    /// alone.</summary>
    public uint OwnerOf(uint domain) => _owners.Find(domain) ?? domain;

    public void Dispose() => File.Dispose();
}

/// <summary>To how many root domains sources of one kind link.</summary>
/// <param name="bytes">A byte a source.</param>
/// <param name="rare">The numbers of those whose byte is <see cref="Rare"/>.</param>
internal sealed class ReachColumn(FileSection bytes, PairTable rare)
{
    /// <summary>Stands for this many root domains and all above.</summary>
    public const byte Rare = byte.MaxValue;

    /// <summary>Sources.</summary>
    public long Count => bytes.Length;

    /// <summary>Bytes of up to so many sources from one on; fewer where there are no more.</summary>
    public ReadOnlySpan<byte> From(uint first, int mostCount) =>
        bytes.Read(first, (int)Math.Min(mostCount, Math.Max(0, bytes.Length - first)));

    /// <summary>The number of one source.</summary>
    public uint Of(uint source)
    {
        byte value = bytes.Read(source, 1)[0];
        return value == Rare ? rare.Find(source) ?? Rare : value;
    }
}

/// <summary>Pairs of numbers in order of the first of them, in a file.</summary>
internal sealed class PairTable(FileSection pairs)
{
    private readonly uint _count = (uint)(pairs.Length / (2 * sizeof(uint)));

    /// <summary>What stands beside a number; null when it is not there.</summary>
    public uint? Find(uint first)
    {
        uint found = new IdRange(0, _count).First(pair => pairs.ReadUInt32(2L * pair) >= first);
        return found < _count && pairs.ReadUInt32(2L * found) == first ? pairs.ReadUInt32((2L * found) + 1) : null;
    }
}
