using System.Buffers.Binary;
using Vennlink.Storage.Bytes;

namespace Vennlink.Storage.Files;

/// <summary>
/// A finished index file, mapped: sections of bytes in which every 16 KiB chunk has a checksum that is compared when
/// the chunk is touched for the first time. A damaged byte is an <see cref="IndexFormatException"/>, never an answer.
/// </summary>
/// <remarks>
/// Layout in docs/formats/sealed-file.md. Thread-safe for readers. Opening reads header, checksum table and footer.
/// </remarks>
internal sealed class SealedFile : IDisposable
{
    /// <summary>
    /// Bytes that can be read behind any byte of a section without leaving the map, whatever they hold: behind the
    /// content stand checksums, the table of sections and the footer. For decoders that load whole registers.
    /// </summary>
    public const int Slack = sizeof(ulong) + SealedFileFormat.SectionBytes + SealedFileFormat.FooterBytes;

    // Of a check of the whole file: 256 KiB.
    private const int ChunksAtOnce = 16;

    private readonly MappedFile _map;
    private readonly long _payloadLength;

    // One bit a chunk: set once its checksum was found right. Two threads may both check a chunk; that is harmless.
    private readonly ulong[] _checked;
    private readonly List<(long Offset, long Length)> _sections = [];
    private readonly Dictionary<ulong, (long Offset, long Length)> _optionalSections = [];

    private SealedFile(MappedFile map, uint version, long payloadLength, ulong seal, ReadOnlySpan<byte> sectionTable)
    {
        _map = map;
        _payloadLength = payloadLength;
        Version = version;
        Seal = seal;
        ReadSections(sectionTable);
        _checked = new ulong[(SealedFileFormat.ChunkCount(payloadLength) + 63) / 64];
    }

    /// <summary>
    /// Maps a file and checks kind, version, lengths and the checksum over its table; not the content.
    /// </summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="magic">The 8 bytes that name the kind.</param>
    /// <param name="version">The newest version of that kind this build knows; it reads the one before too.</param>
    /// <param name="advice">How it will be read.</param>
    /// <exception cref="IndexFormatException">Missing, cut short, damaged, of another kind or version.</exception>
    public static SealedFile Open(string path, ReadOnlySpan<byte> magic, uint version,
        MapAdvice advice = MapAdvice.Random)
    {
        MappedFile map = MappedFile.Open(path, advice);
        try
        {
            return Open(map, magic, version);
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    /// <summary>The seal of a finished file of any kind, read from its end; nothing is checked.</summary>
    public static ulong ReadSeal(string path)
    {
        using FileStream stream =
            new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        Span<byte> end = stackalloc byte[2 * sizeof(ulong)];
        stream.Seek(-end.Length, SeekOrigin.End);
        stream.ReadExactly(end);
        return BinaryPrimitives.ReadUInt64LittleEndian(end);
    }

    /// <summary>Name without folder.</summary>
    public string FileName => _map.FileName;

    /// <summary>Length of the whole file.</summary>
    public long Length => _map.Length;

    /// <summary>Hash over the checksums of all chunks, so over the content; the manifest holds it too.</summary>
    public ulong Seal { get; }

    /// <summary>
    /// Version of the kind: that of <see cref="Open(string, ReadOnlySpan{byte}, uint, MapAdvice)"/>, or the one before.
    /// </summary>
    public uint Version { get; }

    /// <summary>Number of sections, without optional ones.</summary>
    public int SectionCount => _sections.Count;

    /// <summary>One section, of those that every file of this version has.</summary>
    /// <exception cref="IndexFormatException">The file has no such section.</exception>
    public FileSection Section(int ordinal) =>
        ordinal < _sections.Count
            ? new FileSection(this, _sections[ordinal].Offset, _sections[ordinal].Length)
            : throw new IndexFormatException(
                FileName, _payloadLength, $"section {ordinal} is missing; the file has {_sections.Count} sections");

    /// <summary>A section that a file of this version may lack; null where it does.</summary>
    /// <param name="number">Its number, at least 1, by the page of the kind.</param>
    public FileSection? OptionalSection(uint number) =>
        _optionalSections.TryGetValue(number, out (long Offset, long Length) section)
            ? new FileSection(this, section.Offset, section.Length) : null;

    /// <summary>Bytes of the file, checked.</summary>
    public ReadOnlySpan<byte> Read(long offset, int length)
    {
        if ((ulong)offset > (ulong)_payloadLength || (uint)length > (ulong)(_payloadLength - offset))
        {
            throw new IndexFormatException(
                FileName, offset, $"{length} bytes expected here, but the content ends at {_payloadLength}");
        }

        if (length > 0)
        {
            bool isBegun = false;
            long last = (offset + length - 1) >> SealedFileFormat.ChunkBits;
            for (long chunk = offset >> SealedFileFormat.ChunkBits; chunk <= last; chunk++)
            {
                if (((Volatile.Read(ref _checked[chunk >> 6]) >> (int)chunk) & 1) == 0)
                {
                    if (!isBegun)
                    {
                        // All in one request to the disk, where faults would make one for each page.
                        _map.Prefetch(
                            chunk << SealedFileFormat.ChunkBits, (last + 1 - chunk) << SealedFileFormat.ChunkBits);
                        isBegun = true;
                    }

                    Check(chunk);
                }
            }
        }

        return _map.Slice(offset, length);
    }

    /// <summary>
    /// Begins to read bytes that a walk will come to; those that were checked have been read before, and cost nothing
    /// here.
    /// </summary>
    public void Prefetch(long offset, long length)
    {
        if ((ulong)offset >= (ulong)_payloadLength)
        {
            return;
        }

        long last = Math.Min(offset + length, _payloadLength) - 1;
        for (long chunk = offset >> SealedFileFormat.ChunkBits; chunk <= last >> SealedFileFormat.ChunkBits; chunk++)
        {
            if (((Volatile.Read(ref _checked[chunk >> 6]) >> (int)chunk) & 1) == 0)
            {
                _map.Prefetch(offset, length);
                return;
            }
        }
    }

    /// <summary>
    /// As <see cref="Prefetch"/>, whether the bytes were read before or not: of a file that memory cannot hold the
    /// kernel lets go what a walk has passed.
    /// </summary>
    public void PrefetchAgain(long offset, long length) => _map.Prefetch(offset, length);

    /// <summary>
    /// Lets go of bytes that a walk has passed, so that walking a large file does not count as holding it.
    /// </summary>
    public void Release(long offset, long length) => _map.Release(offset, length);

    /// <summary>Whether nobody can write to the file or cut it short while it is open here.</summary>
    public bool IsGuarded => _map.IsGuarded;

    /// <inheritdoc cref="MappedFile.Guard"/>
    public void Guard()
    {
        _map.Guard();

        // What was checked before may have been written to since.
        Array.Clear(_checked);
    }

    /// <inheritdoc cref="MappedFile.FindChange"/>
    public IndexFormatException? FindChange() => _map.FindChange();

    /// <summary>
    /// Reads the whole file again, whatever was checked before, and not by the map. A damaged chunk counts as not
    /// checked from then on, so who reads it is told.
    /// </summary>
    /// <param name="goesOn">Told the bytes of each read; false ends the check. None: to the end.</param>
    /// <returns>The problems found, one for each damaged chunk; empty when sound.</returns>
    public IEnumerable<IndexFormatException> CheckAll(Func<int, bool>? goesOn = null)
    {
        long chunkCount = SealedFileFormat.ChunkCount(_payloadLength);
        byte[] content = new byte[ChunksAtOnce << SealedFileFormat.ChunkBits];
        byte[] table = new byte[ChunksAtOnce * sizeof(ulong)];
        for (long first = 0; first < chunkCount; first += ChunksAtOnce)
        {
            int count = (int)Math.Min(ChunksAtOnce, chunkCount - first);
            IndexFormatException? unreadable = null;
            int length = 0;
            try
            {
                length = ReadChunks(first, count, content, table);
            }
            catch (IndexFormatException problem)
            {
                unreadable = problem;
            }

            for (int i = 0; i < count && unreadable is null; i++)
            {
                int start = i << SealedFileFormat.ChunkBits;
                ReadOnlySpan<byte> chunk = content.AsSpan(start, Math.Min(SealedFileFormat.ChunkBytes, length - start));
                if (Compare(first + i, chunk, table.AsSpan(i * sizeof(ulong))) is { } problem)
                {
                    Interlocked.And(ref _checked[(first + i) >> 6], ~(1UL << (int)(first + i)));
                    yield return problem;
                }
            }

            if (unreadable is not null)
            {
                yield return unreadable;
            }

            if (goesOn?.Invoke(length) == false)
            {
                yield break;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _map.Dispose();

    private static SealedFile Open(MappedFile map, ReadOnlySpan<byte> magic, uint version)
    {
        const int Smallest = SealedFileFormat.HeaderBytes + SealedFileFormat.FooterBytes;
        if (map.Length < Smallest)
        {
            throw new IndexFormatException(
                map.FileName, 0, $"the file has {map.Length} bytes, expected at least {Smallest}");
        }

        ReadOnlySpan<byte> header = map.Slice(0, SealedFileFormat.HeaderBytes);
        if (!header[..SealedFileFormat.MagicBytes].SequenceEqual(magic))
        {
            throw new IndexFormatException(
                map.FileName, 0,
                $"this is another kind of file: found the mark {Convert.ToHexString(header[..8])}, expected "
                    + $"{Convert.ToHexString(magic)}");
        }

        uint foundVersion = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        FormatVersion.Check(map.FileName, 8, foundVersion, version);
        FormatVersion.Check(map.FileName, 12, BinaryPrimitives.ReadUInt32LittleEndian(header[12..]),
            SealedFileFormat.ContainerVersion);
        long footerOffset = map.Length - SealedFileFormat.FooterBytes;
        ReadOnlySpan<byte> footer = map.Slice(footerOffset, SealedFileFormat.FooterBytes);
        if (!footer[40..].SequenceEqual(SealedFileFormat.EndMark))
        {
            throw new IndexFormatException(
                map.FileName, map.Length - 8, "the end mark is missing: the file is cut short or was never finished");
        }

        long payloadLength = BinaryPrimitives.ReadInt64LittleEndian(footer);
        long fileLength = BinaryPrimitives.ReadInt64LittleEndian(footer[8..]);
        uint sectionCount = BinaryPrimitives.ReadUInt32LittleEndian(footer[16..]);
        uint chunkBits = BinaryPrimitives.ReadUInt32LittleEndian(footer[20..]);
        if (fileLength != map.Length || payloadLength < SealedFileFormat.HeaderBytes || payloadLength > fileLength
            || chunkBits != SealedFileFormat.ChunkBits
            || !footer.Slice(24, SealedFileFormat.MagicBytes).SequenceEqual(magic))
        {
            throw new IndexFormatException(map.FileName, footerOffset,
                $"the footer says {fileLength} bytes, of which {payloadLength} are content, but the file has "
                    + $"{map.Length}");
        }

        long chunkCount = SealedFileFormat.ChunkCount(payloadLength);
        long tailLength = (chunkCount * sizeof(ulong)) + (sectionCount * (long)SealedFileFormat.SectionBytes)
            + SealedFileFormat.FooterBytes;
        if (payloadLength + tailLength != fileLength || tailLength > int.MaxValue)
        {
            throw new IndexFormatException(map.FileName, footerOffset,
                $"{chunkCount} chunks and {sectionCount} sections do not add up to {fileLength} bytes");
        }

        ulong seal = BinaryPrimitives.ReadUInt64LittleEndian(footer[32..]);
        ulong found = SealedFileFormat.Checksum(map.Slice(payloadLength, (int)tailLength - 16));
        if (found != seal)
        {
            throw new IndexFormatException(map.FileName, payloadLength,
                $"damaged: the checksum table has the checksum {found:x16}, expected {seal:x16}");
        }

        ReadOnlySpan<byte> table =
            map.Slice(payloadLength + (chunkCount * sizeof(ulong)), (int)sectionCount * SealedFileFormat.SectionBytes);
        return new SealedFile(map, foundVersion, payloadLength, seal, table);
    }

    private void ReadSections(ReadOnlySpan<byte> table)
    {
        for (; table.Length > 0; table = table[SealedFileFormat.SectionBytes..])
        {
            long offset = BinaryPrimitives.ReadInt64LittleEndian(table);
            long length = BinaryPrimitives.ReadInt64LittleEndian(table[8..]);
            ulong optionalNumber = BinaryPrimitives.ReadUInt64LittleEndian(table[16..]);
            if (offset < 0 || length < 0 || offset > _payloadLength - length)
            {
                throw new IndexFormatException(
                    FileName, _payloadLength, $"a section of {length} bytes at {offset} is not inside the file");
            }

            if (optionalNumber == 0)
            {
                _sections.Add((offset, length));
            }
            else if (!_optionalSections.TryAdd(optionalNumber, (offset, length)))
            {
                throw new IndexFormatException(
                    FileName, _payloadLength, $"optional section {optionalNumber} is there twice");
            }
        }
    }

    private void Check(long chunk)
    {
        // Here where it costs nothing beside the rest. Who reads what was checked before is told in good time by
        // whoever holds the file open.
        long offset = chunk << SealedFileFormat.ChunkBits;
        IndexFormatException? problem = _map.FindChange() ?? Compare(
            chunk,
            _map.Slice(offset, (int)Math.Min(SealedFileFormat.ChunkBytes, _payloadLength - offset)),
            _map.Slice(_payloadLength + (chunk * sizeof(ulong)), sizeof(ulong)));
        if (problem is not null)
        {
            throw problem;
        }

        Interlocked.Or(ref _checked[chunk >> 6], 1UL << (int)chunk);
    }

    // Reads chunks and their checksums; returns the bytes of the chunks.
    private int ReadChunks(long first, int count, byte[] content, byte[] table)
    {
        long offset = first << SealedFileFormat.ChunkBits;
        int length = (int)Math.Min((long)count << SealedFileFormat.ChunkBits, _payloadLength - offset);
        int tableLength = count * sizeof(ulong);
        bool isWhole = _map.Read(offset, content.AsSpan(0, length)) == length
            && _map.Read(_payloadLength + (first * sizeof(ulong)), table.AsSpan(0, tableLength)) == tableLength;
        return isWhole ? length : throw new IndexFormatException(FileName, offset, "the file was cut short");
    }

    private IndexFormatException? Compare(long chunk, ReadOnlySpan<byte> content, ReadOnlySpan<byte> checksum)
    {
        ulong found = SealedFileFormat.Checksum(content);
        ulong expected = BinaryPrimitives.ReadUInt64LittleEndian(checksum);
        return found == expected
            ? null : new IndexFormatException(
                FileName, chunk << SealedFileFormat.ChunkBits,
                $"damaged: checksum found {found:x16}, expected {expected:x16}");
    }
}
