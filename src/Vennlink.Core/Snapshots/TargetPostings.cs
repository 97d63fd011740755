using Vennlink.Storage;

namespace Vennlink.Snapshots;

/// <summary>Reads <c>target.postings</c>. Thread-safe.</summary>
internal sealed class TargetPostings : IDisposable
{
    private const int PartCount = 4;
    private const int LongestHead = 1 + (PartCount * Varint.MaxBytes);

    private readonly FileSection _lists;

    public TargetPostings(string folder)
    {
        File = SealedFile.Open(
            Path.Combine(folder, SnapshotFormat.TargetPostingsFile), SnapshotFormat.TargetPostingsMagic, SnapshotFormat.TargetPostingsVersion);
        _lists = File.Section(0);
    }

    public SealedFile File { get; }

    /// <summary>Length of the section of lists.</summary>
    public long Length => _lists.Length;

    /// <summary>One list of the target whose lists start at <paramref name="offset"/>; null when it has no such list.</summary>
    public PostingListCursor? Open(long offset, PostingPart part) =>
        Parts(offset)[(int)part] is { } section ? new PostingListCursor(section) : null;

    /// <summary>Where the lists of a target end.</summary>
    public long End(long offset)
    {
        FileSection last = Parts(offset).Last(part => part is not null)!.Value;
        return last.Start + last.Length - _lists.Start;
    }

    public void Dispose() => File.Dispose();

    private FileSection?[] Parts(long offset)
    {
        if (offset >= _lists.Length)
        {
            throw new IndexFormatException(File.FileName, _lists.Start + offset, "lists of a target expected here, behind the last");
        }

        ReadOnlySpan<byte> head = _lists.Read(offset, (int)Math.Min(LongestHead, _lists.Length - offset));
        ByteReader reader = new(head, File.FileName, _lists.Start + offset);
        int present = reader.ReadByte();
        if ((present & 1) == 0 || present >= 1 << PartCount)
        {
            throw reader.Broken($"found the part mask {present}");
        }

        Span<long> lengths = stackalloc long[PartCount];
        for (int part = 0; part < PartCount; part++)
        {
            lengths[part] = (present & (1 << part)) != 0 ? (long)reader.ReadVarint() : 0;
        }

        var parts = new FileSection?[PartCount];
        long start = offset + reader.Position;
        for (int part = 0; part < PartCount; part++)
        {
            if ((present & (1 << part)) == 0)
            {
                continue;
            }

            if (lengths[part] <= 0 || lengths[part] > _lists.Length - start)
            {
                throw reader.Broken($"list {part} of {lengths[part]} bytes does not fit into the file");
            }

            parts[part] = new FileSection(File, _lists.Start + start, lengths[part]);
            start += lengths[part];
        }

        return parts;
    }
}
