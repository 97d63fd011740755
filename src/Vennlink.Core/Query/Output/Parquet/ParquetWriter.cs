using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Vennlink.Archives.Parquet;
using ZstdSharp;

namespace Vennlink.Query.Output.Parquet;

/// <summary>Writes a Parquet file: a row group when enough has gathered, and the footer at the end.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The compressor is disposed of at the end, or by its finalizer.")]
internal sealed class ParquetWriter
{
    /// <summary>Units of a time in a second.</summary>
    public const long TimeUnitsPerSecond = 1_000_000;

    // A reader takes a group at a time; large ones compress and scan well.
    private const int MaxGroupRows = 1 << 17;
    private const long MaxGroupBytes = 1 << 25;
    private const int SizeCheckRows = 1 << 8;
    private const int ZstandardLevel = 3;

    private static readonly byte[] Magic = "PAR1"u8.ToArray();

    private readonly IBufferWriter<byte> _output;
    private readonly ParquetColumnWriter[] _columns;
    private readonly IReadOnlyList<(string Key, string Value)> _metadata;
    private readonly string _program;
    private readonly Compressor _compressor = new(ZstandardLevel);
    private readonly ArrayBufferWriter<byte> _groups = new(); // as the footer describes them
    private int _groupCount;
    private long _offset;
    private long _rowCount;
    private int _rowsOfGroup;

    /// <summary>Starts a file.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="columns">The columns; each name once.</param>
    /// <param name="program">What writes it.</param>
    /// <param name="metadata">What the file says of itself.</param>
    public ParquetWriter(IBufferWriter<byte> output, IReadOnlyList<(string Name, ParquetType Type)> columns,
        string program, IReadOnlyList<(string Key, string Value)> metadata)
    {
        _output = output;
        _metadata = metadata;
        _program = program;
        _columns = [.. columns.Select(column => new ParquetColumnWriter(column.Name, column.Type, _compressor))];
        Write(Magic);
    }

    /// <summary>A column, which takes one value, or null, for each row.</summary>
    public ParquetColumnWriter Column(int column) => _columns[column];

    /// <summary>Ends a row.</summary>
    public void EndRow()
    {
        _rowsOfGroup++;
        if (_rowsOfGroup >= MaxGroupRows
            || (_rowsOfGroup % SizeCheckRows == 0 && _columns.Sum(column => column.RawBytes) >= MaxGroupBytes))
        {
            EndGroup();
        }
    }

    /// <summary>Ends the file.</summary>
    public void End()
    {
        EndGroup();
        ArrayBufferWriter<byte> footer = new();
        ThriftWriter thrift = new(footer);
        thrift.StartElement();
        thrift.Integer(1, 2);
        thrift.List(2, ThriftType.Struct, _columns.Length + 1);
        thrift.StartElement();
        thrift.Text(4, "schema");
        thrift.Integer(5, _columns.Length);
        thrift.End();
        Array.ForEach(_columns, column => column.WriteSchema(thrift));
        thrift.Long(3, _rowCount);
        thrift.List(4, ThriftType.Struct, _groupCount);
        footer.Write(_groups.WrittenSpan);
        if (_metadata.Count > 0)
        {
            thrift.List(5, ThriftType.Struct, _metadata.Count);
            foreach ((string key, string value) in _metadata)
            {
                thrift.StartElement();
                thrift.Text(1, key);
                thrift.Text(2, value);
                thrift.End();
            }
        }

        thrift.Text(6, _program);
        thrift.List(7, ThriftType.Struct, _columns.Length);
        foreach (ParquetColumnWriter _ in _columns)
        {
            // Order of minimum and maximum: that of the type.
            thrift.StartElement();
            thrift.Empty(1);
            thrift.End();
        }

        thrift.End();
        Write(footer.WrittenSpan);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.WrittenCount);
        Write(length);
        Write(Magic);
        _compressor.Dispose();
    }

    private void EndGroup()
    {
        if (_rowsOfGroup == 0)
        {
            return;
        }

        ThriftWriter thrift = new(_groups);
        long start = _offset;
        long unpackedBytes = 0;
        thrift.StartElement();
        thrift.List(1, ThriftType.Struct, _columns.Length);
        foreach (ParquetColumnWriter column in _columns)
        {
            (long packed, long unpacked) = column.EndGroup(_output, _offset, thrift);
            _offset += packed;
            unpackedBytes += unpacked;
        }

        thrift.Long(2, unpackedBytes);
        thrift.Long(3, _rowsOfGroup);
        thrift.Long(5, start);
        thrift.Long(6, _offset - start);
        thrift.Integer(7, (short)Math.Min(_groupCount, short.MaxValue), ThriftType.Int16);
        thrift.End();
        _groupCount++;
        _rowCount += _rowsOfGroup;
        _rowsOfGroup = 0;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _output.Write(bytes);
        _offset += bytes.Length;
    }
}
