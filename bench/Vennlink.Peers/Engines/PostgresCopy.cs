using System.Buffers.Binary;
using Npgsql;

namespace Vennlink.Peers.Engines;

/// <summary>
/// Writes rows in PostgreSQL's binary COPY format (PostgreSQL documentation, COPY, "Binary Format"), which is the
/// fastest way in.
/// </summary>
internal sealed class PostgresCopy : IDisposable
{
    private const int ElementBytes = 8;
    private const int Int4Oid = 23;

    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[1 << 20];
    private int _filled;

    public PostgresCopy(NpgsqlConnection connection, string table)
    {
        _stream = connection.BeginRawBinaryCopy($"COPY {table} FROM STDIN (FORMAT BINARY, FREEZE)");
        Write([.. "PGCOPY\n"u8, 0xFF, 0x0D, 0x0A, 0x00]);
        Int(0);
        Int(0);
    }

    public void Row(uint first, uint second)
    {
        Short(2);
        Int(sizeof(uint));
        Int((int)first);
        Int(sizeof(uint));
        Int((int)second);
    }

    /// <summary>A row of a number and an array of numbers.</summary>
    public void Row(uint first, ReadOnlySpan<uint> array)
    {
        Short(2);
        Int(sizeof(uint));
        Int((int)first);
        Int((5 * sizeof(int)) + (ElementBytes * array.Length));
        Int(1); // dimensions
        Int(0); // no nulls
        Int(Int4Oid);
        Int(array.Length);
        Int(1); // index of the first element
        foreach (uint element in array)
        {
            Int(sizeof(uint));
            Int((int)element);
        }
    }

    public void Dispose()
    {
        Short(-1);
        Flush();
        _stream.Dispose();
    }

    private void Short(short value)
    {
        Reserve(sizeof(short));
        BinaryPrimitives.WriteInt16BigEndian(_buffer.AsSpan(_filled), value);
        _filled += sizeof(short);
    }

    private void Int(int value)
    {
        Reserve(sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_filled), value);
        _filled += sizeof(int);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_filled));
        _filled += bytes.Length;
    }

    private void Reserve(int bytes)
    {
        if (_filled + bytes > _buffer.Length)
        {
            Flush();
        }
    }

    private void Flush()
    {
        _stream.Write(_buffer, 0, _filled);
        _filled = 0;
    }
}
