using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>Reads <c>source.pages</c>. Thread-safe.</summary>
internal sealed class SourcePages : KeyedColumns
{
    private readonly FileSection _authorities;

    public SourcePages(string folder)
        : base(folder, SnapshotFormat.SourcePagesFile, SnapshotFormat.SourcePagesMagic,
            SnapshotFormat.SourcePagesVersion, haveValues: true, uint.MaxValue) => _authorities = Column(0, sizeof(byte));

    public uint Count => (uint)RecordCount;

    public int Authority(uint page) => _authorities.Read(page, 1)[0];

    public ReadOnlySpan<byte> AuthoritiesFrom(uint first, int mostCount) =>
        _authorities.Read(first, (int)Math.Min(mostCount, Math.Max(0, _authorities.Length - first)));

    /// <summary>Copies the title; returns its length, whether or not it fitted.</summary>
    public int Title(uint page, Span<byte> destination) => Value(page, destination);

    /// <summary>Compares the key of a page with another.</summary>
    public int CompareKey(uint page, ReadOnlySpan<byte> key)
    {
        BlockReader reader = Readers.Rent();
        try
        {
            reader.Find(page, hasValue: true);
            return reader.Key.SequenceCompareTo(key);
        }
        finally
        {
            Readers.Return(reader);
        }
    }
}
