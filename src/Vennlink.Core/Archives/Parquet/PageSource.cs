using System.IO.Hashing;

namespace Vennlink.Archives.Parquet;

/// <summary>The pages of a file, wherever they lie in it; what all columns share.</summary>
/// <param name="stream">The file, which can seek.</param>
internal sealed class PageSource(Stream stream)
{
    private readonly ThriftReader _thrift = new(stream);

    /// <summary>What the file may take.</summary>
    public ParquetBudget Budget { get; } = new(stream.Length);

    /// <summary>Bytes of pages read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The page read last, as it lies in the file.</summary>
    public byte[] Packed { get; private set; } = [];

    /// <summary>Reads the next page of a column.</summary>
    /// <param name="offset">Where it begins; gets where the one behind it does.</param>
    /// <param name="end">Where the column's pages end.</param>
    /// <exception cref="InvalidDataException">There is none, or it is damaged.</exception>
    public PageHeader Read(ref long offset, long end)
    {
        if (offset >= end)
        {
            throw new InvalidDataException("it has fewer values than rows");
        }

        _thrift.Start(offset, end);
        PageHeader header = PageHeader.Read(_thrift, end);
        int length = (int)header.PackedBytes;
        Packed = Budget.Hold(Packed, length);
        stream.Position = _thrift.Offset;
        stream.ReadExactly(Packed, 0, length);
        if (header.Checksum is { } checksum && (uint)checksum != Crc32.HashToUInt32(Packed.AsSpan(0, length)))
        {
            throw new InvalidDataException("a page does not match its checksum");
        }

        BytesRead += _thrift.Offset + length - offset;
        offset = _thrift.Offset + length;
        return header;
    }
}
