using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Vennlink.Query.Output;

/// <summary>One JSON object a row: one a line, or all in the one array of an object.</summary>
[SuppressMessage("Design", "CA1001",
    Justification = "Disposing the writer would write on after an error; it holds nothing but a buffer.")]
internal sealed class JsonRows : RowOutput
{
    private readonly JsonEncodedText[] _columns;
    private readonly Utf8JsonWriter _json;
    private readonly bool _isLines;
    private int _column;

    /// <summary>Starts an output; without <paramref name="arrayName"/>, one object a line.</summary>
    public JsonRows(Stream output, IEnumerable<RowColumn> columns, string? arrayName)
        : base(output)
    {
        _columns = [.. columns.Select(column => JsonEncodedText.Encode(column.Name, JsonOutput.Options.Encoder))];
        _json = new Utf8JsonWriter(Buffer, JsonOutput.Options);
        _isLines = arrayName is null;
        if (arrayName is not null)
        {
            _json.WriteStartObject();
            _json.WriteStartArray(arrayName);
        }
    }

    /// <inheritdoc/>
    public override void Text(ReadOnlySpan<byte> utf8)
    {
        Name();
        if (Utf8.IsValid(utf8))
        {
            _json.WriteStringValue(utf8);
        }
        else
        {
            // The writer refuses such text; decoding puts U+FFFD where it is ill-formed.
            _json.WriteStringValue(Encoding.UTF8.GetString(utf8));
        }
    }

    /// <inheritdoc/>
    public override void Number(long? value)
    {
        Name();
        if (value is { } known)
        {
            _json.WriteNumberValue(known);
        }
        else
        {
            _json.WriteNullValue();
        }
    }

    /// <inheritdoc/>
    public override void Real(float value)
    {
        Name();
        _json.WriteNumberValue(value);
    }

    /// <inheritdoc/>
    public override void Precise(double value)
    {
        Name();
        _json.WriteNumberValue(value);
    }

    /// <inheritdoc/>
    public override void Truth(bool value)
    {
        Name();
        _json.WriteBooleanValue(value);
    }

    /// <inheritdoc/>
    public override void Unknown()
    {
        Name();
        _json.WriteNullValue();
    }

    /// <inheritdoc/>
    public override void EndRow()
    {
        _json.WriteEndObject();
        _json.Flush();
        _column = 0;
        if (_isLines)
        {
            Buffer.Write("\n"u8);
            _json.Reset();
        }

        FlushWhenFull();
    }

    private protected override void WriteEnd()
    {
        if (!_isLines)
        {
            _json.WriteEndArray();
            _json.WriteEndObject();
            _json.Flush();
            Buffer.Write("\n"u8);
        }
    }

    private void Name()
    {
        if (_column == 0)
        {
            _json.WriteStartObject();
        }

        _json.WritePropertyName(_columns[_column++]);
    }
}
