using System.Globalization;
using System.Text;
using System.Text.Json;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Tables;

/// <summary>
/// The members of JSON objects as cells in columns, which are theirs by name; a new name makes a new column.
/// </summary>
/// <remarks>
/// A member of a member is named with a dot between, <c>source.page</c>; what is in a list stands in one cell with
/// blanks between, but for objects. Of two members of one name the last counts; null is an empty cell.
/// </remarks>
internal sealed class JsonCells
{
    /// <summary>How JSON is read: as strictly as people write it.</summary>
    public static readonly JsonReaderOptions Options = new()
    {
        AllowMultipleValues = true,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 64,
    };

    private const int MaxColumns = 1024;
    private const int MaxLateNames = 16;

    private readonly List<byte[]> _names = [];
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly List<string> _lateNames = [];
    private readonly ByteList _name = new();
    private readonly ByteList _value = new();
    private int _next;

    /// <summary>Names without a column, the first of them: met when there were to be no more.</summary>
    public IReadOnlyList<string> LateNames => _lateNames;

    /// <summary>Whether a new name still makes a column.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>Whether the object read last has objects in a list.</summary>
    public bool HoldsObjects { get; private set; }

    /// <summary>Reads an object.</summary>
    /// <param name="json">The object, whole.</param>
    /// <param name="row">Gets its cells, one a column.</param>
    /// <exception cref="JsonException">It is no object, or nested too deep.</exception>
    public void Read(ReadOnlySpan<byte> json, TableRow row)
    {
        Utf8JsonReader reader = new(json, Options);
        HoldsObjects = false;
        _name.Clear();
        _next = 0;
        row.Clear();
        row.Bytes = default;
        Pad(row);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        ReadObject(ref reader, row);
        if (reader.Read())
        {
            throw new JsonException();
        }
    }

    /// <summary>Gives a row the cells it lacks.</summary>
    public void Pad(TableRow row)
    {
        while (row.Count < _names.Count)
        {
            row.Add(0, 0);
        }
    }

    /// <summary>Makes the row of all names.</summary>
    public void WriteHeader(TableRow row)
    {
        row.Clear();
        row.Bytes = default;
        _names.ForEach(name => row.Add(name));
    }

    private void ReadObject(ref Utf8JsonReader reader, TableRow row)
    {
        int prefix = _name.Length;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            _name.Length = prefix;
            AppendText(ref reader, _name);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                _name.Append((byte)'.');
                ReadObject(ref reader, row);
                continue;
            }

            _value.Clear();
            ReadValue(ref reader);
            if (FindColumn() is >= 0 and int column)
            {
                Pad(row);
                row.Replace(column, _value.Span);
            }
        }
    }

    private void ReadValue(ref Utf8JsonReader reader)
    {
        int depth = reader.CurrentDepth;
        bool isList = reader.TokenType == JsonTokenType.StartArray;
        do
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    HoldsObjects = true;
                    reader.Skip();
                    break;
                case JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                    if (_value.Length > 0)
                    {
                        _value.Append((byte)' ');
                    }

                    AppendText(ref reader, _value);
                    break;
            }
        }
        while (isList && !(reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == depth)
            && reader.Read());
    }

    // Rows mostly have the same names in the same order.
    private int FindColumn()
    {
        if (_next < _names.Count && _name.Span.SequenceEqual(_names[_next]))
        {
            return _next++;
        }

        string name = Encoding.UTF8.GetString(_name.Span);
        if (_columns.TryGetValue(name, out int column))
        {
            _next = column + 1;
            return column;
        }

        if (!IsOpen || _names.Count == MaxColumns)
        {
            if (_lateNames.Count < MaxLateNames && !_lateNames.Contains(name))
            {
                _lateNames.Add(name);
            }

            return -1;
        }

        _columns.Add(name, _names.Count);
        _names.Add(_name.Span.ToArray());
        _next = _names.Count;
        return _names.Count - 1;
    }

    // Of a string what it stands for, half of a pair of surrogates being U+FFFD; of all else the text.
    private static void AppendText(ref Utf8JsonReader reader, ByteList text)
    {
        ReadOnlySpan<byte> json = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            text.Append(json);
            return;
        }

        Span<char> chars = stackalloc char[2];
        while (json.IndexOf((byte)'\\') is >= 0 and int escape)
        {
            text.Append(json[..escape]);
            byte code = json[escape + 1];
            json = json[(escape + 2)..];
            if (code != 'u')
            {
                text.Append(code switch
                {
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    _ => code,
                });
                continue;
            }

            chars[0] = TakeHex(ref json);
            ReadOnlySpan<byte> rest = json;
            bool isPair = char.IsHighSurrogate(chars[0]) && rest.StartsWith("\\u"u8);
            if (isPair)
            {
                rest = rest[2..];
                chars[1] = TakeHex(ref rest);
                isPair = char.IsLowSurrogate(chars[1]);
                json = isPair ? rest : json;
            }

            text.Length += Encoding.UTF8.GetBytes(chars[..(isPair ? 2 : 1)], text.Reserve(8));
        }

        text.Append(json);
    }

    private static char TakeHex(ref ReadOnlySpan<byte> json)
    {
        char code = (char)ushort.Parse(json[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        json = json[4..];
        return code;
    }
}
