namespace Vennlink.Archives.Parquet;

/// <summary>What stands in front of a page.</summary>
internal struct PageHeader
{
    private const int MaxPageBytes = 128 << 20;

    /// <summary>Number of the kind of page.</summary>
    public long Type { get; private set; }

    /// <summary>Length when unpacked.</summary>
    public long PageBytes { get; private set; }

    /// <summary>Length in the file.</summary>
    public long PackedBytes { get; private set; }

    /// <summary>CRC-32 of the bytes in the file; null where there is none.</summary>
    public long? Checksum { get; private set; }

    /// <summary>Values, nulls included.</summary>
    public long ValueCount { get; private set; }

    /// <summary>Number of the encoding.</summary>
    public long Encoding { get; private set; }

    /// <summary>Number of the encoding of definition levels, which say what is null.</summary>
    public long LevelEncoding { get; private set; }

    /// <summary>Bytes of levels that stand in front of values and are not packed, of version 2.</summary>
    public long LevelBytes { get; private set; }

    /// <summary>Whether the values of version 2 are stored as they are.</summary>
    public bool IsStored { get; private set; }

    /// <summary>Whether it holds what others refer to.</summary>
    public readonly bool IsDictionary => Type == 2;

    /// <summary>Whether it is of version 2.</summary>
    public readonly bool IsVersion2 => Type == 3;

    /// <summary>Whether it holds values of rows.</summary>
    public readonly bool IsData => Type is 0 or 3;

    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidDataException">It claims what no page of a flat column has.</exception>
    public static PageHeader Read(ThriftReader thrift, long end)
    {
        PageHeader header = new();
        thrift.ReadStruct((id, type) =>
        {
            switch (id)
            {
                case 1:
                    header.Type = thrift.ReadInteger();
                    break;
                case 2:
                    header.PageBytes = thrift.ReadInteger();
                    break;
                case 3:
                    header.PackedBytes = thrift.ReadInteger();
                    break;
                case 4:
                    header.Checksum = thrift.ReadInteger();
                    break;
                case 5 or 7 or 8 when type == ThriftType.Struct:
                    thrift.ReadStruct((field, fieldType) => header.ReadField(thrift, id == 8, field, fieldType));
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        });
        if (header.PackedBytes < 0 || header.PackedBytes > end - thrift.Offset || header.PageBytes < 0
            || header.ValueCount is < 0 or > int.MaxValue || header.LevelBytes < 0
            || header.LevelBytes > Math.Min(header.PackedBytes, header.PageBytes))
        {
            throw new InvalidDataException("the head of a page is none");
        }

        return header.PageBytes <= MaxPageBytes && header.PackedBytes <= MaxPageBytes ? header
            : throw new InvalidDataException($"a page has more than {MaxPageBytes >> 20} MiB: write smaller pages");
    }

    private void ReadField(ThriftReader thrift, bool isVersion2, int id, ThriftType type)
    {
        if (type is ThriftType.True or ThriftType.False)
        {
            IsStored |= isVersion2 && id == 7 && type == ThriftType.False;
        }
        else if (type != ThriftType.Int32)
        {
            thrift.Skip(type);
        }
        else
        {
            long value = thrift.ReadInteger();
            switch (id, isVersion2)
            {
                case (1, _):
                    ValueCount = value;
                    break;
                case (2, false) or (4, true):
                    Encoding = value;
                    break;
                case (3, false):
                    LevelEncoding = value;
                    break;
                case (5, true):
                    LevelBytes = value;
                    break;
                case (6, true) when value != 0:
                    throw new InvalidDataException("a page of a flat column has levels of lists");
                default:
                    break;
            }
        }
    }
}
