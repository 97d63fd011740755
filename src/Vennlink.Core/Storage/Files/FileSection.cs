using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Vennlink.Storage.Bytes;

namespace Vennlink.Storage.Files;

/// <summary>A range of a <see cref="SealedFile"/>; offsets are from its start, and reads do not leave it.</summary>
internal readonly struct FileSection(SealedFile file, long start, long length)
{
    /// <summary>The file.</summary>
    public SealedFile File { get; } = file;

    /// <summary>Where the section starts in the file.</summary>
    public long Start { get; } = start;

    /// <summary>Bytes of the section.</summary>
    public long Length { get; } = length;

    /// <summary>Bytes <c>[offset, offset + count)</c> of the section, checked.</summary>
    public ReadOnlySpan<byte> Read(long offset, int count)
    {
        if ((ulong)offset > (ulong)Length || (uint)count > (ulong)(Length - offset))
        {
            throw new IndexFormatException(File.FileName, Start + offset,
                $"{count} bytes expected here, but the section ends at {Start + Length}");
        }

        return File.Read(Start + offset, count);
    }

    /// <summary>
    /// Begins to read as much of <c>[offset, offset + count)</c> as is in the section; see
    /// <see cref="SealedFile.Prefetch"/>.
    /// </summary>
    public void Prefetch(long offset, long count)
    {
        if (offset < Length)
        {
            File.Prefetch(Start + offset, Math.Min(count, Length - offset));
        }
    }

    /// <summary>Element <paramref name="index"/> of a section of 32-bit integers.</summary>
    public uint ReadUInt32(long index) =>
        BinaryPrimitives.ReadUInt32LittleEndian(Read(index * sizeof(uint), sizeof(uint)));

    /// <summary>Elements <c>[index, index + count)</c> of a section of 32-bit integers.</summary>
    public ReadOnlySpan<uint> ReadUInt32s(long index, int count)
    {
        ReadOnlySpan<uint> stored =
            MemoryMarshal.Cast<byte, uint>(Read(index * sizeof(uint), checked(count * sizeof(uint))));
        if (BitConverter.IsLittleEndian)
        {
            return stored;
        }

        uint[] turned = new uint[count];
        BinaryPrimitives.ReverseEndianness(stored, turned);
        return turned;
    }

    /// <summary>Element <paramref name="index"/> of a section of 64-bit integers.</summary>
    public ulong ReadUInt64(long index) =>
        BinaryPrimitives.ReadUInt64LittleEndian(Read(index * sizeof(ulong), sizeof(ulong)));
}
