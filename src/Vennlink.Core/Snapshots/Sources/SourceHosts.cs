using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Urls;

namespace Vennlink.Snapshots.Sources;

/// <summary>Reads <c>source.hosts</c>: which source page is of which host. Thread-safe.</summary>
/// <remarks>Hosts are numbered domain by domain, inside one by their best pages.</remarks>
internal sealed class SourceHosts : IDisposable
{
    private readonly Func<uint, uint> _firstPage;
    private readonly uint _domainCount;
    private readonly FileSection _firstHosts;
    private readonly FileSection _starts;
    private readonly FileSection _bestPages;
    private readonly FileSection _ordinals;

    /// <param name="folder">Folder of the snapshot.</param>
    /// <param name="domainCount">Source domains.</param>
    /// <param name="firstPage">First page of a domain; legal for the domain count.</param>
    /// <exception cref="IndexFormatException">It cannot be read as that.</exception>
    public SourceHosts(string folder, uint domainCount, Func<uint, uint> firstPage)
    {
        (_domainCount, _firstPage) = (domainCount, firstPage);
        File = SealedFile.Open(Path.Combine(folder, SnapshotFormat.SourceHostsFile), SnapshotFormat.SourceHostsMagic,
            SnapshotFormat.SourceHostsVersion);
        try
        {
            _firstHosts = File.Section(0);
            _starts = File.Section(1);
            _bestPages = File.Section(2);
            _ordinals = File.Section(3);
            if (_firstHosts.Length != (domainCount + 1L) * sizeof(uint) || _starts.Length != domainCount * 4L
                || _bestPages.Length != (Count - (long)domainCount) * sizeof(uint))
            {
                throw new IndexFormatException(File.FileName, 0,
                    $"columns of {_firstHosts.Length}, {_starts.Length} and {_bestPages.Length} bytes do not fit "
                        + $"{domainCount} domains");
            }
        }
        catch
        {
            File.Dispose();
            throw;
        }
    }

    public SealedFile File { get; }

    /// <summary>Hosts.</summary>
    public uint Count => FirstHost(_domainCount);

    /// <summary>
    /// Makes the file of an index that has none, from the keys of its pages: some tenths of a microsecond a page.
    /// </summary>
    /// <param name="pages">Source pages.</param>
    /// <param name="domains">Their domains.</param>
    /// <exception cref="IOException">There is no room for temporary files.</exception>
    public static SourceHosts Derive(SourcePages pages, SourceDomains domains)
    {
        string folder = Directory.CreateTempSubdirectory("vennlink-hosts-").FullName;
        try
        {
            Write(folder, pages, domains);
            return new SourceHosts(folder, domains.Count, domains.FirstPage);
        }
        finally
        {
            // What is mapped stays; where an open file cannot go, it is left to whoever clears temporary files.
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception open) when (open is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    /// <summary>Writes the file that a build would have written.</summary>
    public static void Write(string folder, SourcePages pages, SourceDomains domains)
    {
        using SourceHostsWriter writer = new(folder, folder, pages.Count, domains.Count);
        byte[] key = new byte[1 << 13];
        Dictionary<string, uint> hosts = [];
        List<uint> hostOfPage = [];
        for (uint domain = 0; domain < domains.Count; domain++)
        {
            hosts.Clear();
            hostOfPage.Clear();
            for (uint page = domains.FirstPage(domain); page < domains.FirstPage(domain + 1); page++)
            {
                string host = Encoding.Latin1.GetString(UrlKey.HostKey(key.AsSpan(0, pages.Key(page, key))));
                if (!hosts.TryGetValue(host, out uint number))
                {
                    hosts.Add(host, number = writer.AddHost(domain));
                }

                hostOfPage.Add(number);
            }

            for (int page = 0; page < hostOfPage.Count; page++)
            {
                writer.AddPage(domains.FirstPage(domain) + (uint)page, domain, hostOfPage[page]);
            }
        }

        writer.Complete();
    }

    /// <summary>First host of a domain; legal for the domain count: the host count.</summary>
    public uint FirstHost(uint domain) => _firstHosts.ReadUInt32(domain);

    /// <summary>Domain of a host. O(log domains).</summary>
    public uint DomainOf(uint host) => new IdRange(1, _domainCount).First(domain => FirstHost(domain) > host) - 1;

    /// <summary>The page of a host that comes first.</summary>
    public uint BestPage(uint host)
    {
        uint domain = DomainOf(host);
        return FirstHost(domain) == host ? _firstPage(domain) : _bestPages.ReadUInt32(host - domain - 1);
    }

    /// <summary>Host of a page of a domain.</summary>
    public uint HostOf(uint page, uint domain)
    {
        uint first = FirstHost(domain);
        int width = SourceHostsWriter.Width(FirstHost(domain + 1) - first);
        return width == 0 ? first : first + Ordinal(page - _firstPage(domain), _starts.ReadUInt32(domain), width);
    }

    /// <summary>The distinct hosts of ascending pages, ascending.</summary>
    public uint[] Fold(ReadOnlySpan<uint> pages)
    {
        uint[] hosts = new uint[pages.Length];
        ulong[] found = [];
        int count = 0;
        uint domain = 0;
        while (!pages.IsEmpty)
        {
            domain = DomainFold.Find(domain, _domainCount, pages[0], _firstPage);
            uint firstPage = _firstPage(domain);
            uint endPage = _firstPage(domain + 1);
            int length = 1;
            while (length < pages.Length && pages[length] < endPage)
            {
                length++;
            }

            uint first = FirstHost(domain);
            uint hostCount = FirstHost(domain + 1) - first;
            hosts[count] = first;
            if (hostCount > 1)
            {
                uint start = _starts.ReadUInt32(domain);
                int width = SourceHostsWriter.Width(hostCount);
                Span<uint> run = hosts.AsSpan(count, length);
                for (int page = 0; page < length; page++)
                {
                    run[page] = first + Ordinal(pages[page] - firstPage, start, width);
                }

                count += Distinct(run, first, hostCount, ref found);
            }
            else
            {
                count++;
            }

            pages = pages[length..];
        }

        return count == hosts.Length ? hosts : hosts[..count];
    }

    public void Dispose() => File.Dispose();

    // Sorts and drops what is there twice; returns how many are left. By bits where there are few hosts to the page.
    private static int Distinct(Span<uint> hosts, uint first, uint hostCount, ref ulong[] found)
    {
        int count = 0;
        int words = (int)((hostCount + 63) / 64);
        if (words > hosts.Length)
        {
            hosts.Sort();
            foreach (uint host in hosts)
            {
                hosts[count] = host;
                count += count == 0 || hosts[count - 1] != host ? 1 : 0;
            }

            return count;
        }

        found = found.Length < words ? new ulong[words] : found;
        foreach (uint host in hosts)
        {
            found[(host - first) >> 6] |= 1UL << (int)(host - first);
        }

        for (int word = 0; word < words; word++)
        {
            for (ulong bits = found[word]; bits != 0; bits &= bits - 1)
            {
                hosts[count++] = first + (uint)((word << 6) + BitOperations.TrailingZeroCount(bits));
            }

            found[word] = 0;
        }

        return count;
    }

    // Of a page, counted from the first of its domain, whose ordinals start at a 32-bit word.
    private uint Ordinal(uint page, uint start, int width)
    {
        ulong bit = (32UL * start) + ((ulong)page * (uint)width);
        ulong bits = BinaryPrimitives.ReadUInt64LittleEndian(_ordinals.Read((long)(bit >> 3), sizeof(ulong)));
        return (uint)(bits >> (int)(bit & 7)) & (uint)((1UL << width) - 1);
    }
}
