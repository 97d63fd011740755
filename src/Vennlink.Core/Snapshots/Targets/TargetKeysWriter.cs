using System.Buffers.Binary;
using System.Numerics;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Sorting;

namespace Vennlink.Snapshots.Targets;

/// <summary>Writes <c>target.keys</c>, the dictionary of all known pages, hosts and root domains. Layout in docs/formats/target-keys.md.</summary>
internal sealed class TargetKeysWriter : IDisposable
{
    private readonly BlockFileWriter _file;
    private readonly uint _pageCount;
    private readonly int _domainWidth;
    private readonly int _offsetWidth;

    /// <param name="folder">Folder of the snapshot.</param>
    /// <param name="pageCount">Source pages.</param>
    /// <param name="domainCount">Source domains.</param>
    /// <param name="postingsLength">Length of the posting section, or more: bounds the offsets.</param>
    public TargetKeysWriter(string folder, uint pageCount, uint domainCount, long postingsLength)
    {
        _pageCount = pageCount;
        _domainWidth = Width(domainCount);
        _offsetWidth = Width((ulong)postingsLength);

        // One record of the block file is one block: the entries of a block are laid out together.
        _file = new BlockFileWriter(
            Path.Combine(folder, SnapshotFormat.TargetKeysFile), SnapshotFormat.TargetKeysMagic, SnapshotFormat.TargetKeysVersion,
            BlockCompression.Lz4, blockBytes: 1);
    }

    /// <summary>Counts of what was written.</summary>
    public TargetKeysCounts Counts { get; } = new();

    /// <summary>Writes the whole dictionary.</summary>
    /// <param name="records">Sorted <see cref="TargetRecord"/>s.</param>
    /// <param name="cancellationToken">Checked once an entry.</param>
    public void Write(SortedRecords records, CancellationToken cancellationToken)
    {
        TargetKeysEncoder encoder = NewEncoder(_file.Add);
        byte[] form = new byte[256];
        int formLength = 0;
        uint? domain = null;
        TargetListKind kind = TargetListKind.None;
        byte[] list = new byte[256];
        int listLength = 0;
        while (records.MoveNext())
        {
            ReadOnlySpan<byte> record = records.Current;
            ReadOnlySpan<byte> recordForm = record[..TargetKey.Length(record)];
            if (!recordForm.SequenceEqual(form.AsSpan(0, formLength)))
            {
                End();
                formLength = recordForm.Length;
                Keep(recordForm, ref form);
            }

            ReadOnlySpan<byte> value = record[(recordForm.Length + 1)..];
            switch ((TargetRecord.Kind)record[recordForm.Length])
            {
                case TargetRecord.Kind.Domain:
                    domain = BinaryPrimitives.ReadUInt32BigEndian(value);
                    break;
                case TargetRecord.Kind.Inline:
                case TargetRecord.Kind.Long:
                    kind = (TargetRecord.Kind)record[recordForm.Length] == TargetRecord.Kind.Inline ? TargetListKind.Inline : TargetListKind.Long;
                    listLength = value.Length;
                    Keep(value, ref list);
                    break;
            }
        }

        End();
        encoder.EndBlock();
        Counts.Add(encoder.Counts);

        void End()
        {
            if (formLength > 0)
            {
                ReadOnlySpan<byte> ended = form.AsSpan(0, formLength);
                TargetScope scope = TargetKey.IsRootDomain(ended) ? TargetScope.RootDomain : TargetKey.IsHost(ended) ? TargetScope.Subdomain : TargetScope.Page;
                encoder.Add(TargetKey.Stored(ended), scope, domain, kind, list.AsSpan(0, listLength));
                (domain, kind, listLength) = (null, TargetListKind.None, 0);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>An encoder for a stretch of entries; its blocks must reach the file in order.</summary>
    public TargetKeysEncoder NewEncoder(TargetKeysEncoder.BlockAction onBlock) => new(_pageCount, _domainWidth, _offsetWidth, onBlock);

    /// <summary>Appends blocks that an encoder laid out elsewhere.</summary>
    public void Append(CompressedBlocks blocks) => blocks.WriteTo(_file);

    /// <summary>Ends the file.</summary>
    public void Complete()
    {
        _file.EndBlocks();
        _file.File.StartSection();
        _file.File.WriteUInt32(_pageCount);
        _file.File.WriteUInt32((uint)_domainWidth);
        _file.File.WriteUInt32((uint)_offsetWidth);
        _file.File.WriteUInt32(0);
        for (int scope = 0; scope < Counts.Known.Length; scope++)
        {
            _file.File.WriteUInt64((ulong)Counts.Known[scope]);
            _file.File.WriteUInt64((ulong)Counts.Linked[scope]);
        }

        _file.Complete();
    }

    public void Dispose() => _file.Dispose();

    internal static int Width(ulong value) => 64 - BitOperations.LeadingZeroCount(value);

    private static void Keep(ReadOnlySpan<byte> bytes, ref byte[] buffer)
    {
        if (buffer.Length < bytes.Length)
        {
            buffer = new byte[2 * bytes.Length];
        }

        bytes.CopyTo(buffer);
    }
}
