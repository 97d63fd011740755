using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vennlink.Query.Output;

/// <summary>Writes JSON to a stream row by row, one line a value for ndjson, in bounded memory.</summary>
/// <remarks>What is not ended by <see cref="End"/> was cut off by an error, and stays open.</remarks>
public sealed class JsonOutput
{
    private const int FlushBytes = 1 << 16;
    private readonly Stream _output;
    private readonly ArrayBufferWriter<byte> _buffer = new(FlushBytes * 2);

    /// <summary>Starts writing.</summary>
    /// <param name="output">Where to; stays open.</param>
    public JsonOutput(Stream output)
    {
        _output = output;
        Writer = new Utf8JsonWriter(_buffer, Options);
    }

    /// <summary>How all JSON of the command is written.</summary>
    /// <remarks>
    /// Relaxed escaping keeps text readable; the output goes to files and programs, never into a web page.
    /// </remarks>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The writer of the current value.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>Ends a line: the next value starts afresh.</summary>
    public void EndLine()
    {
        Writer.Flush();
        _buffer.Write("\n"u8);
        Writer.Reset();
        FlushWhenFull();
    }

    /// <summary>Writes on when enough has gathered; call between the rows of one long value.</summary>
    public void EndRow()
    {
        Writer.Flush();
        FlushWhenFull();
    }

    /// <summary>Ends the last line and writes what is left.</summary>
    public void End()
    {
        _output.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
        _output.Flush();
    }

    private void FlushWhenFull()
    {
        if (_buffer.WrittenCount >= FlushBytes)
        {
            _output.Write(_buffer.WrittenSpan);
            _buffer.ResetWrittenCount();
        }
    }
}
