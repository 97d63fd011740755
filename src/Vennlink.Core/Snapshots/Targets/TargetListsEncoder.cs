using System.Buffers;
using Vennlink.Snapshots.Postings;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Targets;

/// <summary>Encodes all lists of one target as they stand in <c>target.postings</c>. Reused; one a thread. Layout in
/// docs/formats/target-postings.md.</summary>
/// <param name="firstPages">First page of each source domain, and the page count.</param>
/// <param name="domainCount">Source domains.</param>
/// <param name="foldHosts">The distinct hosts of ascending pages, ascending; null where these are told by pages or
/// domains.</param>
internal sealed class TargetListsEncoder(NativeArray<uint> firstPages, uint domainCount, PageFold? foldHosts)
{
    private readonly PostingListWriter _lists = new();
    private readonly ArrayBufferWriter<byte>[] _parts = [new(), new(), new(), new()];

    /// <summary>Bytes that the list of pages took at the last <see cref="Write"/>, skip table included.</summary>
    public int PageListBytes => _parts[(int)PostingPart.Pages].WrittenCount;

    // Every source domain has one page: a list of pages is its list of domains.
    private bool PagesAreDomains => firstPages[domainCount] == domainCount;

    /// <summary>Appends the lists of one target. Equal lists give equal bytes.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="pages">Its source pages, ascending, no duplicates.</param>
    /// <param name="notFollowed">Those of them whose every link to it is nofollow.</param>
    public void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<uint> pages, ReadOnlySpan<uint> notFollowed)
    {
        foreach (ArrayBufferWriter<byte> part in _parts)
        {
            part.ResetWrittenCount();
        }

        WritePart(PostingPart.Pages, pages);
        WritePart(PostingPart.NotFollowedPages, notFollowed);
        if (pages.Length >= SnapshotFormat.MinStoredDomainCount && !PagesAreDomains)
        {
            uint[] domains = Fold(pages);
            WritePart(PostingPart.Domains, domains);
            WritePart(PostingPart.NotFollowedDomains,
                notFollowed.IsEmpty ? [] : Without(domains, Fold(Without(pages, notFollowed))));
        }

        WriteParts(output);
    }

    /// <summary>Appends the lists of hosts of one target, as they stand in a section of their own; nothing where they
    /// are not stored.</summary>
    /// <inheritdoc cref="Write"/>
    public void WriteHosts(ArrayBufferWriter<byte> output, ReadOnlySpan<uint> pages, ReadOnlySpan<uint> notFollowed)
    {
        if (foldHosts is null || pages.Length < SnapshotFormat.MinStoredDomainCount)
        {
            return;
        }

        foreach (ArrayBufferWriter<byte> part in _parts)
        {
            part.ResetWrittenCount();
        }

        uint[] hosts = foldHosts(pages);
        _lists.Write(_parts[0], hosts);
        uint[] hostsNotFollowed = notFollowed.IsEmpty ? [] : Without(hosts, foldHosts(Without(pages, notFollowed)));
        if (hostsNotFollowed.Length > 0)
        {
            _lists.Write(_parts[1], hostsNotFollowed);
        }

        WriteParts(output);
    }

    /// <summary>The ids of one sorted list that are not in another, which is a part of it.</summary>
    internal static uint[] Without(ReadOnlySpan<uint> all, ReadOnlySpan<uint> part)
    {
        uint[] rest = new uint[all.Length - part.Length];
        int count = 0;
        int next = 0;
        foreach (uint id in all)
        {
            if (next < part.Length && part[next] == id)
            {
                next++;
            }
            else
            {
                rest[count++] = id;
            }
        }

        return rest;
    }

    private uint[] Fold(ReadOnlySpan<uint> pages) => DomainFold.Fold(pages, domainCount,
        (domain, mostCount) => firstPages.AsSpan(domain, (int)Math.Min(mostCount, domainCount + 1L - domain)));

    private void WritePart(PostingPart part, ReadOnlySpan<uint> ids)
    {
        if (!ids.IsEmpty)
        {
            _lists.Write(_parts[(int)part], ids);
        }
    }

    private void WriteParts(ArrayBufferWriter<byte> output)
    {
        int present = 0;
        for (int part = 0; part < _parts.Length; part++)
        {
            present |= _parts[part].WrittenCount > 0 ? 1 << part : 0;
        }

        output.GetSpan(1)[0] = (byte)present;
        output.Advance(1);
        foreach (ArrayBufferWriter<byte> part in _parts)
        {
            if (part.WrittenCount > 0)
            {
                Varint.Append(output, (ulong)part.WrittenCount);
            }
        }

        foreach (ArrayBufferWriter<byte> part in _parts)
        {
            output.Write(part.WrittenSpan);
        }
    }
}

/// <summary>The distinct sources of ascending pages, ascending.</summary>
internal delegate uint[] PageFold(ReadOnlySpan<uint> pages);
