using System.Buffers.Binary;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>Writes <c>source.pages</c>: key, title and Page Authority by <see cref="PageId"/>. Layout in
/// docs/formats/source-pages.md.</summary>
internal sealed class SourcePagesWriter : IDisposable
{
    private readonly BlockFileWriter _file;
    private readonly KeyedRecords _pages;
    private readonly NativeArray<byte> _authorities;
    private readonly NativeArray<ushort> _languages;

    public SourcePagesWriter(string folder, uint pageCount)
    {
        _file = new BlockFileWriter(
            Path.Combine(folder, SnapshotFormat.SourcePagesFile), SnapshotFormat.SourcePagesMagic,
            SnapshotFormat.SourcePagesVersion,
            BlockCompression.Lz4, SnapshotFormat.KeyBlockBytes);

        // Pages are found by ordinal, not by key: ids do not follow key order.
        _pages = new KeyedRecords(_file, isInKeyOrder: false);
        _authorities = new NativeArray<byte>(pageCount);
        _languages = new NativeArray<ushort>(pageCount);
    }

    /// <summary>Appends the page with the next id.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> title, byte pageAuthority, ushort language)
    {
        _languages[_file.RecordCount] = language;
        _authorities[_file.RecordCount] = pageAuthority;
        _pages.Add(key, title);
    }

    /// <summary>Ends the file.</summary>
    public void Complete()
    {
        _file.EndBlocks();
        _authorities.WriteSection(_file.File);
        WriteLanguages();
        _file.Complete();
    }

    public void Dispose()
    {
        _file.Dispose();
        _authorities.Dispose();
        _languages.Dispose();
    }

    // Nothing where no page says its language.
    private void WriteLanguages()
    {
        long[] counts = new long[ushort.MaxValue + 1];
        for (long page = 0; page < _languages.Length; page++)
        {
            counts[_languages[page]]++;
        }

        ushort[] known = [.. Enumerable.Range(1, ushort.MaxValue).Where(code => counts[code] > 0)
            .OrderByDescending(code => counts[code]).ThenBy(code => code).Take(byte.MaxValue)
            .Select(code => (ushort)code)];
        if (known.Length == 0)
        {
            return;
        }

        byte[] numbers = new byte[ushort.MaxValue + 1];
        _file.File.StartOptionalSection(SourcePages.LanguageTable);
        Span<byte> code = stackalloc byte[sizeof(ushort)];
        for (int number = 0; number < known.Length; number++)
        {
            numbers[known[number]] = (byte)(number + 1);
            BinaryPrimitives.WriteUInt16LittleEndian(code, known[number]);
            _file.File.Write(code);
        }

        _file.File.StartOptionalSection(SourcePages.LanguageColumn);
        byte[] chunk = new byte[1 << 16];
        for (long start = 0; start < _languages.Length; start += chunk.Length)
        {
            int length = (int)Math.Min(chunk.Length, _languages.Length - start);
            for (int index = 0; index < length; index++)
            {
                chunk[index] = numbers[_languages[start + index]];
            }

            _file.File.Write(chunk.AsSpan(0, length));
        }
    }
}
