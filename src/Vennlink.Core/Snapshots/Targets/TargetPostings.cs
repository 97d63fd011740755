using System.Collections.Concurrent;
using Vennlink.Snapshots.Postings;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Targets;

/// <summary>Reads <c>target.postings</c>. Thread-safe.</summary>
internal sealed class TargetPostings : IDisposable
{
    /// <summary>
    /// The optional section of the lists of hosts: as those of pages and domains, with parts 0 and 1.
    /// </summary>
    public const uint HostLists = 1;

    /// <summary>The optional section of where they start: for each target that has some, in order, its offset and
    /// theirs.</summary>
    public const uint HostStarts = 2;

    private const int PartCount = 4;
    private const int MaxHeadBytes = 1 + (PartCount * Varint.MaxBytes);

    private readonly FileSection _lists;
    private readonly FileSection? _hostLists;
    private readonly FileSection? _hostStarts;
    private readonly ConcurrentBag<PostingListCursor> _idle = [];

    public TargetPostings(string folder)
    {
        File = SealedFile.Open(
            Path.Combine(folder, SnapshotFormat.TargetPostingsFile), SnapshotFormat.TargetPostingsMagic,
            SnapshotFormat.TargetPostingsVersion);
        _lists = File.Section(0);
        _hostLists = File.OptionalSection(HostLists);
        _hostStarts = File.OptionalSection(HostStarts);
    }

    public SealedFile File { get; }

    /// <summary>Length of the section of lists.</summary>
    public long Length => _lists.Length;

    /// <summary>
    /// One list of the target whose lists start at <paramref name="offset"/>; null when it has no such list.
    /// </summary>
    /// <remarks>Cursors that were disposed are taken up again, with the memory they hold.</remarks>
    public PostingListCursor? Open(long offset, PostingPart part)
    {
        FileSection lists = _lists;
        if (part >= PostingPart.Hosts)
        {
            if (FindHosts(offset) is not { } start)
            {
                return null;
            }

            (lists, offset, part) = (_hostLists!.Value, start, (PostingPart)(part - PostingPart.Hosts));
        }

        return Open(lists, offset, part);
    }

    /// <summary>Where the lists of a target end.</summary>
    public long End(long offset)
    {
        Span<(long Start, long Length)> parts = stackalloc (long, long)[PartCount];
        Parts(_lists, offset, parts);
        long end = 0;
        foreach ((long start, long length) in parts)
        {
            end = Math.Max(end, start + length);
        }

        return end;
    }

    public void Dispose() => File.Dispose();

    private PostingListCursor? Open(FileSection lists, long offset, PostingPart part)
    {
        Span<(long Start, long Length)> parts = stackalloc (long, long)[PartCount];
        Parts(lists, offset, parts);
        (long start, long length) = parts[(int)part];
        if (length == 0)
        {
            return null;
        }

        PostingListCursor cursor = _idle.TryTake(out PostingListCursor? idle)
            ? idle : new PostingListCursor(Lanes.Widest);
        cursor.Start(new FileSection(File, lists.Start + start, length), _idle);
        return cursor;
    }

    // Where the lists of hosts start of the target whose other lists start at an offset; null when it has none.
    private long? FindHosts(long offset)
    {
        if (_hostStarts is not { } starts)
        {
            return null;
        }

        IdRange targets = new(0, (uint)(starts.Length / (2 * sizeof(ulong))));
        uint found = targets.First(target => starts.ReadUInt64(2L * target) >= (ulong)offset);
        return found < targets.End && starts.ReadUInt64(2L * found) == (ulong)offset
            ? (long)starts.ReadUInt64((2L * found) + 1) : null;
    }

    // Start and length of each list of a target in the section; a list that is not there has the length 0.
    private void Parts(FileSection lists, long offset, Span<(long Start, long Length)> parts)
    {
        if (offset >= lists.Length)
        {
            throw new IndexFormatException(File.FileName, lists.Start + offset,
                "no target has lists here: this is behind the last one");
        }

        ReadOnlySpan<byte> head = lists.Read(offset, (int)Math.Min(MaxHeadBytes, lists.Length - offset));
        ByteReader reader = new(head, File.FileName, lists.Start + offset);
        int present = reader.ReadByte();
        if ((present & 1) == 0 || present >= 1 << PartCount)
        {
            throw reader.Broken($"found the unknown part mask {present}");
        }

        for (int part = 0; part < PartCount; part++)
        {
            parts[part] = (0, (present & (1 << part)) != 0 ? (long)reader.ReadVarint() : 0);
        }

        long start = offset + reader.Position;
        for (int part = 0; part < PartCount; part++)
        {
            long length = parts[part].Length;
            if ((present & (1 << part)) != 0 && (length <= 0 || length > lists.Length - start))
            {
                throw reader.Broken($"list {part} of {length} bytes does not fit into the file");
            }

            parts[part] = (start, length);
            start += length;
        }
    }
}
