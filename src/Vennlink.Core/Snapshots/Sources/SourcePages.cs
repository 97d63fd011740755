using System.Buffers.Binary;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>Reads <c>source.pages</c>. Thread-safe.</summary>
internal sealed class SourcePages : KeyedColumns
{
    /// <summary>The optional section of the languages of pages, two bytes each, the most frequent first.</summary>
    public const uint LanguageTable = 1;

    /// <summary>The optional section of a byte a page: which of these, from 1 on; 0 for none.</summary>
    public const uint LanguageColumn = 2;

    private readonly FileSection _authorities;
    private readonly FileSection? _languages;

    public SourcePages(string folder)
        : base(folder, SnapshotFormat.SourcePagesFile, SnapshotFormat.SourcePagesMagic,
            SnapshotFormat.SourcePagesVersion, haveValues: true, uint.MaxValue)
    {
        _authorities = Column(0, sizeof(byte));
        _languages = File.OptionalSection(LanguageColumn);
        if (_languages is { } languages && File.OptionalSection(LanguageTable) is { } table)
        {
            if (languages.Length != RecordCount)
            {
                IndexFormatException wrong = new(File.FileName, languages.Start,
                    $"{languages.Length} languages do not fit {RecordCount} pages");
                Dispose();
                throw wrong;
            }

            byte[] codes = table.Read(0, (int)table.Length).ToArray();
            Languages = [.. Enumerable.Range(0, codes.Length / sizeof(ushort))
                .Select(number => BinaryPrimitives.ReadUInt16LittleEndian(codes.AsSpan(sizeof(ushort) * number)))];
        }
    }

    /// <summary>Languages of pages by their number in the column, from 1 on; empty where none is known.</summary>
    public IReadOnlyList<ushort> Languages { get; } = [];

    /// <summary>Numbers of languages of up to so many pages from one on; only where there are any.</summary>
    public ReadOnlySpan<byte> LanguagesFrom(uint first, int mostCount) =>
        _languages is { } languages
            ? languages.Read(first, (int)Math.Min(mostCount, Math.Max(0, languages.Length - first))) : default;

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
