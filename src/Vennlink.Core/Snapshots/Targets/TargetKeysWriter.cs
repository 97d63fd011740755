using System.Numerics;
using Vennlink.Storage.Blocks;

namespace Vennlink.Snapshots.Targets;

/// <summary>Writes <c>target.keys</c>, the dictionary of all known pages, hosts and root domains. Layout in
/// docs/formats/target-keys.md.</summary>
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
            Path.Combine(folder, SnapshotFormat.TargetKeysFile), SnapshotFormat.TargetKeysMagic,
            SnapshotFormat.TargetKeysVersion,
            BlockCompression.Lz4, blockBytes: 1);
    }

    /// <summary>Counts of what was written.</summary>
    public TargetKeysCounts Counts { get; } = new();

    /// <summary>An encoder for a stretch of entries; its blocks must reach the file in order.</summary>
    public TargetKeysEncoder NewEncoder(TargetKeysEncoder.BlockAction onBlock) =>
        new(_pageCount, _domainWidth, _offsetWidth, onBlock);

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
}
