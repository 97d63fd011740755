using System.Buffers.Binary;

namespace Vennlink.Archives.Parquet;

/// <summary>A Parquet file: its flat columns, row group by row group.</summary>
/// <remarks>
/// Row groups are read from the footer one by one, so that what is held does not grow with their number. Not
/// thread-safe.
/// </remarks>
internal sealed class ParquetFile
{
    private const int MaxColumns = 1024;
    private const int MaxNodes = 1 << 14;
    private const int MaxDepth = 64;
    private const int MaxNameLength = 1024;
    private const int MaxFooterBytes = 256 << 20;
    private const int TailBytes = 8;

    private readonly ThriftReader _footer;
    private readonly PageSource _source;
    private readonly long _footerStart;
    private readonly long _footerEnd;
    private readonly List<SchemaNode> _nodes = [];
    private readonly List<string> _unread = [];

    // By the number of the leaf in the schema; null for one that is not read.
    private readonly List<ParquetColumn?> _leaves = [];
    private ColumnChunk?[] _chunks = [];
    private long _nextGroup;
    private int _groupsRead;

    private ParquetFile(Stream stream)
    {
        (_source, _footer) = (new PageSource(stream), new ThriftReader(stream));
        Span<byte> tail = stackalloc byte[TailBytes];
        _footerEnd = stream.Length - TailBytes;
        if (_footerEnd < Magic.Length)
        {
            throw new InvalidDataException("it is cut short");
        }

        stream.Position = _footerEnd;
        stream.ReadExactly(tail);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (!tail[sizeof(uint)..].SequenceEqual(Magic))
        {
            throw new InvalidDataException("it does not end as it should: it is cut short, or was never finished");
        }

        _footerStart = _footerEnd - length;
        if (_footerStart < Magic.Length || length > MaxFooterBytes)
        {
            throw new InvalidDataException("its footer is longer than it or than 256 MiB");
        }

        ReadFooter();
    }

    /// <summary>The columns that are read, in their order.</summary>
    public IReadOnlyList<ParquetColumn> Columns { get; private set; } = [];

    /// <summary>Names of the columns that are not read: lists, and what has no text.</summary>
    public IReadOnlyList<string> UnreadColumns => _unread;

    /// <summary>How many row groups it has.</summary>
    public int GroupCount { get; private set; }

    /// <summary>Row groups opened so far.</summary>
    public int GroupsRead => _groupsRead;

    /// <summary>What it may take.</summary>
    public ParquetBudget Budget => _source.Budget;

    /// <summary>Bytes of pages read so far, for progress.</summary>
    public long BytesRead => _source.BytesRead;

    private static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>Whether a file that begins so is one.</summary>
    public static bool Starts(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <summary>Opens a file, up to its first row group.</summary>
    /// <param name="stream">The file, which can seek; not owned.</param>
    /// <exception cref="InvalidDataException">It is none, or damaged.</exception>
    public static ParquetFile Open(Stream stream) => new(stream);

    /// <summary>Moves all columns to the next row group.</summary>
    /// <param name="rows">How many rows it has.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public bool TryReadGroup(out long rows)
    {
        rows = 0;
        if (_groupsRead == GroupCount)
        {
            return false;
        }

        _groupsRead++;
        long rowCount = -1;
        Array.Clear(_chunks);
        _footer.Start(_nextGroup, _footerEnd);
        _footer.ReadStruct((id, type) =>
        {
            switch (id, type)
            {
                case (1, ThriftType.List):
                    ReadChunks();
                    break;
                case (3, ThriftType.Int64):
                    rowCount = _footer.ReadInteger();
                    break;
                default:
                    _footer.Skip(type);
                    break;
            }
        });
        _nextGroup = _footer.Offset;
        for (int leaf = 0; leaf < _leaves.Count; leaf++)
        {
            if (_leaves[leaf] is { } column)
            {
                column.Start(_chunks[leaf] is { } chunk && chunk.ValueCount == rowCount ? chunk
                    : throw new InvalidDataException($"column `{column.Name}` has another number of values than rows"));
            }
        }

        rows = rowCount;
        return true;
    }

    private void ReadFooter()
    {
        _footer.Start(_footerStart, _footerEnd);
        _footer.ReadStruct((id, type) =>
        {
            switch (id, type)
            {
                case (2, ThriftType.List):
                    SchemaNode node = new();
                    _footer.ReadStructs((field, fieldType) => node.Read(_footer, field, fieldType), () =>
                    {
                        _nodes.Add(node);
                        node = _nodes.Count <= MaxNodes ? new SchemaNode()
                            : throw new InvalidDataException($"it has more than {MaxNodes} columns");
                    });
                    break;
                case (4, ThriftType.List):
                    (GroupCount, _nextGroup) = _footer.ReadStructs((_, fieldType) => _footer.Skip(fieldType));
                    break;
                case (8, _):
                    throw new InvalidDataException("it is encrypted, which is not read");
                default:
                    _footer.Skip(type);
                    break;
            }
        });
        int next = 1;
        for (long left = _nodes.Count > 0 ? _nodes[0].ChildCount : 0; left > 0; left--)
        {
            AddNode(ref next, "", 0, false, 1);
        }

        Columns = [.. _leaves.OfType<ParquetColumn>()];
        _chunks = new ColumnChunk?[_leaves.Count];
    }

    // Adds an element with all that is inside it.
    private void AddNode(ref int next, string path, int level, bool isRepeated, int depth)
    {
        if (next >= _nodes.Count || depth > MaxDepth)
        {
            throw new InvalidDataException("its schema is cut short, or nested too deep");
        }

        SchemaNode node = _nodes[next++];
        string name = path.Length > MaxNameLength ? path : path + node.Name;
        level += node.IsOptional ? 1 : 0;
        isRepeated |= node.IsRepeated;
        if (node.IsGroup)
        {
            for (long left = node.ChildCount; left > 0; left--)
            {
                AddNode(ref next, name + ".", level, isRepeated, depth + 1);
            }
        }
        else if (!isRepeated && node.Kind is { } kind && _leaves.Count - _unread.Count < MaxColumns)
        {
            _leaves.Add(new ParquetColumn(name, kind, level, _source));
        }
        else
        {
            _leaves.Add(null);
            _unread.Add(name);
        }
    }

    private void ReadChunks()
    {
        int leaf = 0;
        ColumnChunk? chunk = null;
        _footer.ReadStructs(
            (id, type) =>
            {
                if (id == 3 && type == ThriftType.Struct)
                {
                    chunk = ReadChunk();
                }
                else if (id == 1)
                {
                    throw new InvalidDataException("its values lie in other files");
                }
                else
                {
                    _footer.Skip(type);
                }
            },
            () =>
            {
                if (leaf < _chunks.Length)
                {
                    _chunks[leaf] = chunk;
                }

                (leaf, chunk) = (leaf + 1, null);
            });
    }

    private ColumnChunk ReadChunk()
    {
        const int FieldCount = 12;
        long[] fields = new long[FieldCount];
        Array.Fill(fields, -1);
        _footer.ReadStruct((id, type) =>
        {
            if (type is ThriftType.Int32 or ThriftType.Int64 && (uint)id < FieldCount)
            {
                fields[id] = _footer.ReadInteger();
            }
            else
            {
                _footer.Skip(type);
            }
        });
        (long codec, long values, long length, long start, long dictionary) =
            (fields[4], fields[5], fields[7], fields[9], fields[11]);
        start = dictionary > 0 ? Math.Min(start, dictionary) : start;
        return start >= Magic.Length && length >= 0 && length <= _footerStart - start
            ? new ColumnChunk(start, start + length, (int)codec, values)
            : throw new InvalidDataException("a column lies outside the file");
    }
}
