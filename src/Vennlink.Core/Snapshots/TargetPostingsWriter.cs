using System.Buffers;
using Vennlink.Storage;

namespace Vennlink.Snapshots;

/// <summary>Writes <c>target.postings</c>: the lists of targets with many sources. Layout in docs/formats/target-postings.md.</summary>
internal sealed class TargetPostingsWriter : IDisposable
{
    private readonly SealedFileWriter _file;
    private readonly NativeArray<uint> _firstPages;
    private readonly uint _domainCount;
    private readonly PostingListWriter _lists = new();
    private readonly ArrayBufferWriter<byte>[] _parts = [new(), new(), new(), new()];
    private readonly ArrayBufferWriter<byte> _head = new();

    /// <param name="folder">Folder of the snapshot.</param>
    /// <param name="firstPages">First page of each source domain, and the page count.</param>
    /// <param name="domainCount">Source domains.</param>
    public TargetPostingsWriter(string folder, NativeArray<uint> firstPages, uint domainCount)
    {
        _file = new SealedFileWriter(
            Path.Combine(folder, SnapshotFormat.TargetPostingsFile), SnapshotFormat.TargetPostingsMagic, SnapshotFormat.TargetPostingsVersion);
        _file.StartSection();
        _firstPages = firstPages;
        _domainCount = domainCount;
    }

    /// <summary>Bytes of the section of lists so far.</summary>
    public long Length => _file.SectionPosition;

    /// <summary>Ids in the page lists written.</summary>
    public long PageIdCount { get; private set; }

    /// <summary>Bytes of the page lists written, skip tables included.</summary>
    public long PageListBytes { get; private set; }

    /// <summary>Writes the lists of one target.</summary>
    /// <param name="pages">Its source pages, ascending, no duplicates.</param>
    /// <param name="notFollowed">Those of them whose every link to it is nofollow.</param>
    /// <returns>Offset in the section.</returns>
    public long Write(ReadOnlySpan<uint> pages, ReadOnlySpan<uint> notFollowed)
    {
        long offset = _file.SectionPosition;
        foreach (ArrayBufferWriter<byte> part in _parts)
        {
            part.ResetWrittenCount();
        }

        WritePart(PostingPart.Pages, pages);
        PageIdCount += pages.Length;
        PageListBytes += _parts[(int)PostingPart.Pages].WrittenCount;
        WritePart(PostingPart.NotFollowedPages, notFollowed);
        if (pages.Length >= SnapshotFormat.ShortestStoredDomainList && !PagesAreDomains)
        {
            uint[] domains = Fold(pages);
            WritePart(PostingPart.Domains, domains);
            WritePart(PostingPart.NotFollowedDomains, notFollowed.IsEmpty ? [] : Without(domains, Fold(Without(pages, notFollowed))));
        }

        WriteHead();
        foreach (ArrayBufferWriter<byte> part in _parts)
        {
            _file.Write(part.WrittenSpan);
        }

        return offset;
    }

    /// <summary>Ends the file.</summary>
    public void Complete() => _file.Complete();

    public void Dispose() => _file.Dispose();

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

    // Where every source domain has one page, page ids are domain ids: a graph of domains has each list once.
    private bool PagesAreDomains => _firstPages[_domainCount] == _domainCount;

    private uint[] Fold(ReadOnlySpan<uint> pages) => DomainFold.Fold(pages, _domainCount, domain => _firstPages[domain]);

    private void WritePart(PostingPart part, ReadOnlySpan<uint> ids)
    {
        if (!ids.IsEmpty)
        {
            _lists.Write(_parts[(int)part], ids);
        }
    }

    private void WriteHead()
    {
        _head.ResetWrittenCount();
        int present = 0;
        for (int part = 0; part < _parts.Length; part++)
        {
            present |= _parts[part].WrittenCount > 0 ? 1 << part : 0;
        }

        _head.GetSpan(1)[0] = (byte)present;
        _head.Advance(1);
        foreach (ArrayBufferWriter<byte> part in _parts)
        {
            if (part.WrittenCount > 0)
            {
                Varint.Append(_head, (ulong)part.WrittenCount);
            }
        }

        _file.Write(_head.WrittenSpan);
    }
}
