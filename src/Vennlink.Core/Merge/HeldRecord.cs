using System.Buffers;
using Vennlink.Storage.Bytes;

namespace Vennlink.Merge;

/// <summary>A copy of one record of a merge, kept while the merge goes on to the next ones. Reused.</summary>
internal sealed class HeldRecord
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private string _fileName = "";
    private long _blockOffset;

    /// <summary>Whether it holds none.</summary>
    public bool IsEmpty => _bytes.WrittenCount == 0;

    /// <summary>Input of the record.</summary>
    public int FileId { get; private set; }

    /// <summary>A checked reader of the record.</summary>
    public ByteReader Reader => new(_bytes.WrittenSpan, _fileName, _blockOffset);

    /// <summary>Takes the record <paramref name="merge"/> stands at in place of the one before.</summary>
    public void Take(SegmentMerge merge)
    {
        _bytes.ResetWrittenCount();
        _bytes.Write(merge.Current);
        (FileId, _fileName, _blockOffset) = (merge.FileId, merge.FileName, merge.BlockOffset);
    }

    /// <summary>Forgets the record.</summary>
    public void Clear() => _bytes.ResetWrittenCount();
}
