using System.Buffers.Binary;
using System.IO.Hashing;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>The distinct sources of ascending pages, ascending.</summary>
internal delegate uint[] FoldPages(ReadOnlySpan<uint> pages);

/// <summary>
/// Counts to how many root domains each source links, told of one such domain after the other, and writes
/// <c>source.reach</c>. Layout in docs/formats/source-reach.md.
/// </summary>
/// <remarks>
/// Any number of threads may tell of domains, in any order: the file is the same. Holds 4 bytes a source page and host,
/// and 16 a source domain.
/// </remarks>
internal sealed class SourceReachWriter : IDisposable
{
    private readonly uint _domainCount;
    private readonly Func<uint, uint> _firstPage;
    private readonly PageFold? _foldHosts;
    private readonly NativeArray<uint> _pages;
    private readonly NativeArray<uint>? _hosts; // null where hosts have the ids of pages or of domains
    private readonly NativeArray<uint>? _domains; // null where domains have the ids of pages
    private readonly NativeArray<ulong> _sets; // by domain: the sum of the hashes of all domains that it links to
    private readonly NativeArray<uint> _pageCounts;

    /// <param name="pageCount">Source pages.</param>
    /// <param name="domainCount">Source domains.</param>
    /// <param name="hostCount">Hosts of the pages.</param>
    /// <param name="firstPage">First page of a domain; legal for the domain count.</param>
    /// <param name="foldHosts">Folds pages to hosts; not asked where hosts have ids of pages or domains.</param>
    public SourceReachWriter(
        uint pageCount, uint domainCount, uint hostCount, Func<uint, uint> firstPage, PageFold? foldHosts)
    {
        (_domainCount, _firstPage, _foldHosts) = (domainCount, firstPage, foldHosts);
        _pages = new NativeArray<uint>(pageCount);
        _hosts = hostCount == pageCount || hostCount == domainCount ? null : new NativeArray<uint>(hostCount);
        _domains = domainCount == pageCount ? null : new NativeArray<uint>(domainCount);
        _sets = new NativeArray<ulong>(domainCount);
        _pageCounts = new NativeArray<uint>(domainCount);
    }

    /// <summary>Tells of a root domain that is linked to. Thread-safe.</summary>
    /// <param name="root">Its number in the order of keys.</param>
    /// <param name="pages">Source pages of others that link to it, ascending.</param>
    public void AddTarget(uint root, ReadOnlySpan<uint> pages)
    {
        Count(_pages, pages);
        if (_hosts is not null && !pages.IsEmpty)
        {
            Count(_hosts, _foldHosts!(pages));
        }

        ulong hash = Hash(root);
        uint domain = 0;
        uint nextDomainsFirst = 0;
        foreach (uint page in pages)
        {
            if (_domains is null)
            {
                Interlocked.Add(ref _sets[page], hash);
            }
            else if (page >= nextDomainsFirst)
            {
                domain = DomainFold.Find(domain, _domainCount, page, _firstPage);
                nextDomainsFirst = _firstPage(domain + 1);
                Interlocked.Increment(ref _domains[domain]);
                Interlocked.Add(ref _sets[domain], hash);
            }
        }
    }

    /// <summary>Tells of some live pages of a source domain, whether they link out or not.</summary>
    public void AddPages(uint domain, uint count) => _pageCounts[domain] += count;

    /// <summary>Writes the file.</summary>
    /// <param name="folder">Folder of the snapshot.</param>
    /// <param name="rootOf">For a source domain its number as <see cref="AddTarget"/> has it.</param>
    public void Complete(string folder, Func<uint, uint> rootOf)
    {
        using SealedFileWriter file = new(Path.Combine(folder, SnapshotFormat.SourceReachFile),
            SnapshotFormat.SourceReachMagic, SnapshotFormat.SourceReachVersion);
        _pageCounts.WriteSection(file);
        NativeArray<uint>?[] columns = [_pages, _hosts, _domains];
        foreach (NativeArray<uint>? column in columns)
        {
            WriteBytes(file, column);
        }

        foreach (NativeArray<uint>? column in columns)
        {
            WriteRare(file, column);
        }

        WriteOwners(file, rootOf);
        file.Complete();
    }

    public void Dispose()
    {
        _pages.Dispose();
        _hosts?.Dispose();
        _domains?.Dispose();
        _sets.Dispose();
        _pageCounts.Dispose();
    }

    private static void Count(NativeArray<uint> counts, ReadOnlySpan<uint> sources)
    {
        foreach (uint source in sources)
        {
            Interlocked.Increment(ref counts[source]);
        }
    }

    // Numbers are dense, so that they are hashed: sums of them would often be equal.
    private static ulong Hash(uint root)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, root);
        return XxHash3.HashToUInt64(bytes);
    }

    private static void WriteBytes(SealedFileWriter file, NativeArray<uint>? column)
    {
        file.StartSection();
        byte[] bytes = new byte[1 << 16];
        for (long start = 0; start < (column?.Length ?? 0); start += bytes.Length)
        {
            ReadOnlySpan<uint> counts = column!.AsSpan(start, (int)Math.Min(bytes.Length, column.Length - start));
            for (int index = 0; index < counts.Length; index++)
            {
                bytes[index] = (byte)Math.Min(counts[index], ReachColumn.Rare);
            }

            file.Write(bytes.AsSpan(0, counts.Length));
        }
    }

    private static void WriteRare(SealedFileWriter file, NativeArray<uint>? column)
    {
        file.StartSection();
        for (long source = 0; source < (column?.Length ?? 0); source++)
        {
            if (column![source] >= ReachColumn.Rare)
            {
                file.WriteUInt32((uint)source);
                file.WriteUInt32(column[source]);
            }
        }
    }

    // Domains that link to one set of domains, or would if each linked to itself too, in pairs with the first of them.
    private void WriteOwners(SealedFileWriter file, Func<uint, uint> rootOf)
    {
        NativeArray<uint> counts = _domains ?? _pages;
        List<uint> domains = [];
        for (uint domain = 0; domain < _domainCount; domain++)
        {
            if (counts[domain] >= SourceReach.MinOwnerSet)
            {
                domains.Add(domain);
            }
        }

        SortedDictionary<uint, uint> owners = [];
        Join(owners, domains, domain => _sets[domain]);
        Join(owners, domains, domain => unchecked(_sets[domain] + Hash(rootOf(domain))));
        file.StartSection();
        foreach (uint domain in owners.Keys)
        {
            if (First(owners, domain) is var first && first != domain)
            {
                file.WriteUInt32(domain);
                file.WriteUInt32(first);
            }
        }
    }

    private static void Join(SortedDictionary<uint, uint> owners, List<uint> domains, Func<uint, ulong> setOf)
    {
        (ulong Set, uint Domain)[] sets = [.. domains.Select(domain => (setOf(domain), domain))];
        Array.Sort(sets);
        for (int index = 1; index < sets.Length; index++)
        {
            if (sets[index].Set == sets[index - 1].Set)
            {
                uint left = First(owners, sets[index - 1].Domain);
                uint right = First(owners, sets[index].Domain);
                owners[Math.Max(left, right)] = Math.Min(left, right);
            }
        }
    }

    // The first of those that a domain is joined with so far. Terminates: what one points to is lower, or itself.
    private static uint First(SortedDictionary<uint, uint> owners, uint domain)
    {
        while (owners.TryGetValue(domain, out uint lower) && lower != domain)
        {
            domain = lower;
        }

        return domain;
    }
}
