using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Vennlink.Storage.Files;

/// <summary>
/// Writes an index file front to back: header, sections of bytes, then the checksums that seal it. Without
/// <see cref="Complete"/> what was written is no index file.
/// </summary>
/// <remarks>
/// Layout in docs/formats/sealed-file.md. Not thread-safe. Holds 256 KiB and 8 bytes for each 16 KiB written.
/// </remarks>
internal sealed class SealedFileWriter : IDisposable
{
    private const int BufferBytes = 16 * SealedFileFormat.ChunkBytes;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly List<ulong> _checksums = [];
    private readonly List<(long Start, long End, uint OptionalNumber)> _sections = [];
    private readonly byte[] _magic;
    private int _buffered;
    private long _flushed;
    private bool _complete;

    /// <summary>Creates the file, replacing one that is there, and writes the header.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="magic">8 bytes that name the kind of file.</param>
    /// <param name="version">Version of that kind.</param>
    public SealedFileWriter(string path, ReadOnlySpan<byte> magic, uint version)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(magic.Length, SealedFileFormat.MagicBytes);
        _path = path;
        _magic = magic.ToArray();
        _stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        Span<byte> header = stackalloc byte[SealedFileFormat.HeaderBytes];
        SealedFileFormat.WriteHeader(header, magic, version);
        Write(header);
    }

    /// <summary>Where the next byte goes, from the start of the file.</summary>
    public long Position => _flushed + _buffered;

    /// <summary>Where the next byte goes, from the start of the current section.</summary>
    public long SectionPosition => Position - _sections[^1].Start;

    /// <summary>Hash over everything in the file, for the manifest; known after <see cref="Complete"/>.</summary>
    public ulong Seal { get; private set; }

    /// <summary>Ends the current section, if any, and starts the next, at a multiple of 8 bytes.</summary>
    public void StartSection() => StartSection(optionalNumber: 0);

    /// <summary>
    /// As <see cref="StartSection()"/>, for a section that readers which do not know its number pass over.
    /// </summary>
    /// <param name="number">At least 1, once in a file; the page of the kind says which are taken.</param>
    public void StartOptionalSection(uint number)
    {
        ArgumentOutOfRangeException.ThrowIfZero(number);
        StartSection(number);
    }

    /// <summary>Appends bytes to the current section.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_buffered == BufferBytes)
            {
                Flush();
            }

            int taken = Math.Min(bytes.Length, BufferBytes - _buffered);
            bytes[..taken].CopyTo(_buffer.AsSpan(_buffered));
            _buffered += taken;
            bytes = bytes[taken..];
        }
    }

    /// <summary>Appends a 32-bit integer, little-endian.</summary>
    public void WriteUInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Write(bytes);
    }

    /// <summary>Appends a 64-bit integer, little-endian.</summary>
    public void WriteUInt64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Write(bytes);
    }

    /// <summary>Appends zeros up to a multiple of <paramref name="alignment"/> in the file.</summary>
    public void PadTo(int alignment)
    {
        int padding = (int)(-Position & (alignment - 1));
        Span<byte> zeros = stackalloc byte[64];
        zeros.Clear();
        Write(zeros[..padding]);
    }

    /// <summary>Writes the checksums and the footer, flushes the file to disk and closes it.</summary>
    public void Complete()
    {
        EndSection();
        long payloadLength = Position;
        Flush();

        byte[] tail = new byte[(_checksums.Count * sizeof(ulong)) + (_sections.Count * SealedFileFormat.SectionBytes)
            + SealedFileFormat.FooterBytes];
        Span<byte> rest = tail;
        foreach (ulong checksum in CollectionsMarshal.AsSpan(_checksums))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(rest, checksum);
            rest = rest[sizeof(ulong)..];
        }

        foreach ((long start, long end, uint optionalNumber) in _sections)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, start);
            BinaryPrimitives.WriteInt64LittleEndian(rest[8..], end - start);
            BinaryPrimitives.WriteUInt64LittleEndian(rest[16..], optionalNumber);
            rest = rest[SealedFileFormat.SectionBytes..];
        }

        BinaryPrimitives.WriteInt64LittleEndian(rest, payloadLength);
        BinaryPrimitives.WriteInt64LittleEndian(rest[8..], payloadLength + tail.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[16..], (uint)_sections.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[20..], SealedFileFormat.ChunkBits);
        _magic.CopyTo(rest[24..]);
        Seal = SealedFileFormat.Checksum(tail.AsSpan(0, tail.Length - 16));
        BinaryPrimitives.WriteUInt64LittleEndian(rest[32..], Seal);
        SealedFileFormat.EndMark.CopyTo(rest[40..]);

        _stream.Write(tail);
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        _complete = true;
    }

    /// <summary>Closes the file; one that was not completed is deleted.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_complete)
        {
            File.Delete(_path);
        }
    }

    private void StartSection(uint optionalNumber)
    {
        EndSection();
        _sections.Add((Position, 0, optionalNumber));
    }

    private void EndSection()
    {
        if (_sections.Count > 0)
        {
            _sections[^1] = _sections[^1] with { End = Position };
        }

        PadTo(SealedFileFormat.SectionAlignment);
    }

    // Called with a full buffer, but for the last time: so every chunk but the last is whole.
    private void Flush()
    {
        ReadOnlySpan<byte> written = _buffer.AsSpan(0, _buffered);
        for (ReadOnlySpan<byte> rest = written; rest.Length > 0;)
        {
            ReadOnlySpan<byte> chunk = rest[..Math.Min(rest.Length, SealedFileFormat.ChunkBytes)];
            _checksums.Add(XxHash3.HashToUInt64(chunk));
            rest = rest[chunk.Length..];
        }

        _stream.Write(written);
        _flushed += _buffered;
        _buffered = 0;
    }
}
