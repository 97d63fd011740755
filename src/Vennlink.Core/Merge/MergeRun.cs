using System.Buffers;
using System.Buffers.Binary;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Merge;

/// <summary>
/// What merging a group of segments gives when there are too many to open at once: their records in order, each followed by the
/// ordinal of its input (4 bytes, big-endian). A temporary file of one merge; its format is nobody else's business.
/// </summary>
internal sealed class MergeRun : IDisposable
{
    /// <summary>What messages call it.</summary>
    public const string Name = "merge run";

    private const uint Version = 1;
    private const int BlockBytes = 1 << 16;

    private readonly SealedFile _file;
    private readonly BlockFile _blocks;

    private MergeRun(SealedFile file)
    {
        _file = file;
        _blocks = new BlockFile(file);
    }

    private static ReadOnlySpan<byte> Magic => "VLmrgrun"u8;

    /// <summary>Writes a run.</summary>
    /// <param name="path">Path of the run.</param>
    /// <param name="records">What to write.</param>
    /// <param name="step">Called once a record.</param>
    public static void Write(string path, SegmentMerge records, Action step)
    {
        using BlockFileWriter file = new(path, Magic, Version, BlockCompression.Lz4, BlockBytes);
        ArrayBufferWriter<byte> buffer = new();
        while (records.MoveNext())
        {
            step();
            buffer.ResetWrittenCount();
            Varint.Append(buffer, (ulong)(records.Current.Length + sizeof(int)));
            buffer.Write(records.Current);
            BinaryPrimitives.WriteInt32BigEndian(buffer.GetSpan(sizeof(int)), records.FileId);
            buffer.Advance(sizeof(int));

            // A run is only ever read from its start: no keys in its index.
            file.Add(default, buffer.WrittenSpan);
        }

        file.Complete();
    }

    /// <summary>Opens a run.</summary>
    public static MergeRun Open(string path) => new(SealedFile.Open(path, Magic, Version, MapAdvice.Sequential));

    /// <summary>The record of a run without the ordinal behind it.</summary>
    public static ReadOnlySpan<byte> WithoutFileId(ReadOnlySpan<byte> record) => record[..^sizeof(int)];

    /// <summary>The ordinal behind the record a cursor stands at.</summary>
    public static int FileId(RecordCursor cursor) => cursor.Current.Length >= sizeof(int)
        ? BinaryPrimitives.ReadInt32BigEndian(cursor.Current[^sizeof(int)..])
        : throw cursor.Broken("a record of the temporary file is too short for its number");

    /// <summary>Starts a walk.</summary>
    public RecordCursor ReadRecords() => new(_blocks, 0);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
