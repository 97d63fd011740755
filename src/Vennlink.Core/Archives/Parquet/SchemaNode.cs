namespace Vennlink.Archives.Parquet;

/// <summary>One element of a file's schema, as the footer has it.</summary>
internal sealed class SchemaNode
{
    private const int MaxNameBytes = 256;
    private const int NoType = -1;

    private enum Meaning
    {
        None,
        Text,
        Decimal,
        Day,
        Time,
        Unsigned,
        Other,
    }

    private long _type = NoType;
    private long _typeBytes;
    private long _scale;
    private long _units;
    private Meaning? _converted;
    private Meaning? _logical;

    /// <summary>Its name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>How many elements behind it are inside it.</summary>
    public long ChildCount { get; private set; }

    /// <summary>Whether it is a structure of others.</summary>
    public bool IsGroup => _type == NoType;

    /// <summary>Whether it may be null.</summary>
    public bool IsOptional { get; private set; }

    /// <summary>Whether there may be any number of it in a row.</summary>
    public bool IsRepeated { get; private set; }

    /// <summary>The kind of its values; null for one that is not read.</summary>
    public ParquetKind? Kind => (_type, _logical ?? _converted ?? Meaning.None) switch
    {
        (0, Meaning.None) => new ParquetKind(ValueForm.Boolean, 1),
        (1, Meaning.Day) => new ParquetKind(ValueForm.Day, sizeof(int)),
        (2, Meaning.Time) when _units > 0 => new ParquetKind(ValueForm.Time, sizeof(long), _units),
        (1 or 2, Meaning.Decimal) when IsScale => new ParquetKind(ValueForm.Decimal, Width, _scale),
        (1 or 2, Meaning.Unsigned) => new ParquetKind(ValueForm.Unsigned, Width),
        (1 or 2, Meaning.None) => new ParquetKind(ValueForm.Integer, Width),
        (3, Meaning.None) => new ParquetKind(ValueForm.JulianTime, 12),
        (4, Meaning.None) => new ParquetKind(ValueForm.Float, sizeof(float)),
        (5, Meaning.None) => new ParquetKind(ValueForm.Float, sizeof(double)),
        (6, Meaning.None or Meaning.Text) => new ParquetKind(ValueForm.Text, 0),
        (6, Meaning.Decimal) when IsScale => new ParquetKind(ValueForm.WideDecimal, 0, _scale),
        (7, Meaning.Decimal) when IsScale && _typeBytes is > 0 and <= 16 =>
            new ParquetKind(ValueForm.WideDecimal, (int)_typeBytes, _scale),
        _ => null,
    };

    private int Width => _type == 1 ? sizeof(int) : sizeof(long);

    private bool IsScale => _scale is >= 0 and <= 38;

    /// <summary>Reads one field of it.</summary>
    public void Read(ThriftReader thrift, int id, ThriftType type)
    {
        switch (id, type)
        {
            case (1, ThriftType.Int32):
                _type = thrift.ReadInteger();
                break;
            case (2, ThriftType.Int32):
                _typeBytes = thrift.ReadInteger();
                break;
            case (3, ThriftType.Int32):
                long repetition = thrift.ReadInteger();
                (IsOptional, IsRepeated) = (repetition == 1, repetition == 2);
                break;
            case (4, ThriftType.Binary):
                Name = thrift.ReadText(MaxNameBytes);
                break;
            case (5, ThriftType.Int32):
                ChildCount = thrift.ReadInteger();
                break;
            case (6, ThriftType.Int32):
                long converted = thrift.ReadInteger();
                _converted = OfConverted(converted);
                _units = _units > 0 ? _units : converted == 9 ? 1000 : 1_000_000;
                break;
            case (7, ThriftType.Int32):
                _scale = thrift.ReadInteger();
                break;
            case (10, ThriftType.Struct):
                thrift.ReadStruct((logical, valueType) => ReadLogical(thrift, logical, valueType));
                break;
            default:
                thrift.Skip(type);
                break;
        }
    }

    // ConvertedType of the specification.
    private static Meaning OfConverted(long converted) => converted switch
    {
        0 or 4 or 19 => Meaning.Text,
        5 => Meaning.Decimal,
        6 => Meaning.Day,
        9 or 10 => Meaning.Time,
        >= 11 and <= 14 => Meaning.Unsigned,
        >= 15 and <= 18 => Meaning.None,
        _ => Meaning.Other,
    };

    // LogicalType of the specification, which says more than the converted type: it goes before it.
    private void ReadLogical(ThriftReader thrift, int logical, ThriftType type)
    {
        _logical = logical switch
        {
            1 or 4 or 12 => Meaning.Text,
            5 => Meaning.Decimal,
            6 => Meaning.Day,
            8 => Meaning.Time,
            10 => Meaning.None,
            _ => Meaning.Other,
        };
        if (type != ThriftType.Struct)
        {
            thrift.Skip(type);
            return;
        }

        thrift.ReadStruct((id, fieldType) =>
        {
            switch (logical, id, fieldType)
            {
                case (5, 1, ThriftType.Int32):
                    _scale = thrift.ReadInteger();
                    break;
                case (8, 2, ThriftType.Struct):
                    thrift.ReadStruct((unit, unitType) =>
                    {
                        _units = unit switch { 1 => 1000, 2 => 1_000_000, 3 => 1_000_000_000, _ => 0 };
                        thrift.Skip(unitType);
                    });
                    break;
                case (10, 2, ThriftType.False):
                    _logical = Meaning.Unsigned;
                    break;
                default:
                    thrift.Skip(fieldType);
                    break;
            }
        });
    }
}
