using System.Text;
using System.Text.Json;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Tables;

/// <summary>
/// Objects of a JSON text as rows: one a line (NDJSON), or those of a list, wherever in the text it stands.
/// </summary>
/// <remarks>
/// Rows are the objects in the place where the first one was found whose names make a header. The columns are the names
/// of the first rows. A line that is no object, and an object that is too long, is counted; behind broken JSON of
/// another form nothing can be trusted.
/// </remarks>
internal sealed class JsonTable : ITable
{
    private const int MaxRowBytes = 1 << 20;

    // How far and at how many objects a first row is looked for, and how much is read for the names of columns.
    private const int MaxSearchBytes = 16 << 20;
    private const int MaxSearchObjects = 1 << 16;
    private const int MaxNamingBytes = 1 << 20;
    private const int MaxNamingRows = 1000;

    private readonly TextSource _text;
    private readonly SkipCounts _skips;
    private readonly Queue<TableRow> _first = new();
    private readonly JsonCells _cells = new();
    private readonly List<string> _path = [];
    private readonly ByteList _property = new();
    private string[]? _place;
    private bool _isLines;
    private bool _isCut;
    private int _skippedDepth = -1;
    private JsonReaderState _state = new(JsonCells.Options);

    private JsonTable(TextSource text, string file, SkipCounts skips) =>
        (_text, FilePath, _skips) = (text, file, skips);

    /// <inheritdoc/>
    public string FilePath { get; }

    /// <inheritdoc/>
    public InputNotes Notes => new()
    {
        TakenFor = (_isLines ? "NDJSON" : "JSON") + (_text.Encoding == "UTF-8" ? "" : $", {_text.Encoding}")
            + (_place is null || _isLines ? "" : $", rows at `{string.Join('/', _place)}`"),
        Assumptions = _cells.LateNames.Count == 0 ? []
            : [$"the first rows lack these names, so they are not read: {string.Join(", ", _cells.LateNames)}"],
        Places = PlaceUnit.Line,
    };

    /// <inheritdoc/>
    public bool IsCompressed => _text.IsCompressed;

    /// <inheritdoc/>
    public long BytesRead => _text.BytesRead;

    /// <summary>Whether a text looks like JSON that can hold rows.</summary>
    public static bool Starts(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\r\n"u8);
        bool isList = text is [(byte)'[', ..];
        text = isList ? text[1..].TrimStart(" \t\r\n"u8) : text;
        return text is [(byte)'{', ..] && text[1..].TrimStart(" \t\r\n"u8) is [] or [(byte)'"' or (byte)'}', ..]
            && (isList || text is [(byte)'{', ..]);
    }

    /// <summary>Opens a text, up to its header.</summary>
    /// <param name="text">The file; owned by the table from here on.</param>
    /// <param name="file">Its path, for messages.</param>
    /// <param name="header">Tells the names of a row.</param>
    /// <param name="skips">Receives the counts.</param>
    public static JsonTable Open(TextSource text, string file, HeaderTest header, SkipCounts skips)
    {
        JsonTable table = new(text, file, skips);
        TableRow names = table.FindPlace(header);
        table.ReadNames(names);
        return table;
    }

    /// <inheritdoc/>
    public bool TryReadRow(TableRow row)
    {
        if (_first.TryDequeue(out TableRow? first))
        {
            row.CopyFrom(first);
            _cells.Pad(row);
            return true;
        }

        return TryReadOn(row);
    }

    /// <inheritdoc/>
    public void Dispose() => _text.Dispose();

    // Finds where rows are. Where none are, gives the names of the object that has most of them.
    private TableRow FindPlace(HeaderTest header)
    {
        TableRow most = new();
        int lineBytes;
        while (_text.TryPeekLine(MaxRowBytes, out lineBytes) && lineBytes > 0
            && _text.Bytes[..lineBytes].Trim(" \t\r\n"u8).IsEmpty)
        {
            _text.Advance(lineBytes);
        }

        if (lineBytes < MaxRowBytes && IsLine(_text.Bytes[..lineBytes])
            && IsRow(_text.Bytes[..lineBytes], header, most))
        {
            _isLines = true;
            _place = [];
            return most;
        }

        int objects = 0;
        TryGoToObject(
            json => objects++ < MaxSearchObjects && _text.Position < MaxSearchBytes && IsRow(json, header, most),
            out _);
        return most;
    }

    private void ReadNames(TableRow names)
    {
        long start = _text.Position;
        List<TableRow> rows = [];
        for (TableRow row = new(); rows.Count < MaxNamingRows && _text.Position - start < MaxNamingBytes
            && TryReadOn(row); row = new TableRow())
        {
            rows.Add(row);
        }

        _cells.IsOpen = false;
        if (_place is not null)
        {
            _cells.WriteHeader(names);
        }

        _first.Enqueue(names);
        rows.ForEach(_first.Enqueue);
    }

    private bool TryReadOn(TableRow row)
    {
        if (_place is null)
        {
            return false;
        }

        return _isLines ? TryReadLine(row) : TryReadObject(row);
    }

    private bool TryReadLine(TableRow row)
    {
        while (true)
        {
            bool isShort = _text.TryPeekLine(MaxRowBytes, out int lineBytes);
            if (lineBytes == 0)
            {
                return false;
            }

            row.LineNumber = _text.LineNumber;
            ReadOnlySpan<byte> line = _text.Bytes[..lineBytes];
            bool isBlank = line.Trim(" \t\r\n"u8).IsEmpty;
            bool isRead = isShort && IsLine(line) && TryReadCells(line, row);
            _text.Advance(lineBytes);
            if (isRead)
            {
                return true;
            }

            while (!isShort)
            {
                isShort = _text.TryPeekLine(MaxRowBytes, out lineBytes);
                _text.Advance(lineBytes);
            }

            if (!isBlank)
            {
                _skips.Place = new SkipPlace(row.LineNumber);
                _skips.Add(SkipReason.BadRow);
            }
        }
    }

    private bool TryReadObject(TableRow row)
    {
        while (TryGoToObject(null, out int objectBytes))
        {
            bool isRead = TryReadCells(_text.Bytes[..objectBytes], row);
            _text.Advance(objectBytes);
            if (isRead)
            {
                return true;
            }

            _skips.Place = new SkipPlace(row.LineNumber);
            _skips.Add(SkipReason.BadRow);
        }

        return false;
    }

    private bool TryReadCells(ReadOnlySpan<byte> json, TableRow row)
    {
        (row.OffsetBytes, row.LineNumber) = (_text.OffsetBytes, _text.LineNumber);
        try
        {
            _cells.Read(json, row);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // What else begins a line is told from an object without an exception.
    private static bool IsLine(ReadOnlySpan<byte> line) =>
        line.Trim(" \t\r\n"u8) is [(byte)'{', .., (byte)'}'];

    /// <summary>Whether an object is a row, and not something around rows.</summary>
    private static bool IsRow(ReadOnlySpan<byte> json, HeaderTest header, TableRow most)
    {
        TableRow row = new();
        JsonCells cells = new();
        if (!IsNamed(json, header, cells, row))
        {
            if (row.Count > most.Count)
            {
                most.CopyFrom(row);
            }

            return false;
        }

        if (cells.HoldsObjects)
        {
            Utf8JsonReader reader = new(json, JsonCells.Options);
            while (reader.Read())
            {
                Utf8JsonReader end = reader;
                if (reader is { TokenType: JsonTokenType.StartObject, CurrentDepth: > 0 } && end.TrySkip()
                    && IsNamed(json[(int)reader.TokenStartIndex..(int)end.BytesConsumed], header, new JsonCells(), row))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsNamed(ReadOnlySpan<byte> json, HeaderTest header, JsonCells cells, TableRow row)
    {
        try
        {
            cells.Read(json, row);
            cells.WriteHeader(row);
            return header(row);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// Goes to the next object in the place of rows; or, while that is not known, to the first that is a row, and makes
    /// its place that of rows.
    /// </summary>
    /// <param name="isRow">Tells a row; null once the place is known.</param>
    /// <param name="objectBytes">Length of the object, which is buffered whole.</param>
    private bool TryGoToObject(RowTest? isRow, out int objectBytes)
    {
        objectBytes = 0;
        while (!_isCut)
        {
            Utf8JsonReader reader = new(_text.Bytes, isFinalBlock: false, _state);
            Utf8JsonReader before = reader;
            try
            {
                while (reader.Read())
                {
                    int start = (int)reader.TokenStartIndex;
                    Utf8JsonReader end = reader;
                    if (IsCandidate(reader.TokenType, isRow))
                    {
                        bool isWhole = end.TrySkip();
                        bool fits = (isWhole ? end.BytesConsumed : _text.Bytes.Length) - start <= MaxRowBytes;
                        if (!isWhole && fits)
                        {
                            break;
                        }

                        int length = (int)end.BytesConsumed - start;
                        if (fits && isRow?.Invoke(_text.Bytes.Slice(start, length)) != false)
                        {
                            // The first one is found twice: now its place, then as a row.
                            _place ??= [.. _path, Property()];
                            _state = isRow is null ? end.CurrentState : before.CurrentState;
                            _text.Advance(isRow is null ? start : (int)before.BytesConsumed);
                            objectBytes = length;
                            return true;
                        }

                        PassOver(reader.CurrentDepth, isRow);
                    }

                    Follow(ref reader);
                    before = reader;
                }
            }
            catch (JsonException problem)
            {
                throw new InputException(
                    FilePath, _text.OffsetBytes + before.BytesConsumed, $"the JSON is broken: {problem.Message}");
            }

            _state = before.CurrentState;
            _text.Advance((int)before.BytesConsumed);
            ReadMore();
        }

        return false;
    }

    private bool IsCandidate(JsonTokenType token, RowTest? isRow) =>
        token == JsonTokenType.StartObject && _skippedDepth < 0
        && (isRow is not null || (_path.Count == _place!.Length - 1 && _path.SequenceEqual(_place.Take(_path.Count))
            && Property() == _place[^1]));

    // An object in the place of rows that is longer than a row may be is counted, one looked at for rows looked into.
    private void PassOver(int depth, RowTest? isRow)
    {
        if (isRow is null)
        {
            _skips.Place = new SkipPlace(_text.LineNumber);
            _skips.Add(SkipReason.BadRow);
            _skippedDepth = depth;
        }
    }

    private void ReadMore()
    {
        if (_text.Bytes.Length > 2 * MaxRowBytes)
        {
            throw new InputException(
                FilePath, _text.OffsetBytes, $"the JSON has a value of more than {MaxRowBytes >> 20} MiB");
        }

        if (!_text.FillOn())
        {
            _isCut = true;
            if (_path.Count > 0 || _skippedDepth >= 0 || !_text.Bytes.Trim(" \t\r\n"u8).IsEmpty)
            {
                _skips.Place = new SkipPlace(_text.LineNumber);
                _skips.Add(SkipReason.CutShort);
            }
        }
    }

    private void Follow(ref Utf8JsonReader reader)
    {
        if (_skippedDepth >= 0)
        {
            bool isEnd = reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == _skippedDepth;
            _skippedDepth = isEnd ? -1 : _skippedDepth;
            return;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _property.Clear();
                _property.Append(reader.ValueSpan);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                _path.Add(Property());
                _property.Clear();
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _path.RemoveAt(_path.Count - 1);
                _property.Clear();
                break;
        }
    }

    private string Property() => Encoding.UTF8.GetString(_property.Span);

    private delegate bool RowTest(ReadOnlySpan<byte> json);
}
