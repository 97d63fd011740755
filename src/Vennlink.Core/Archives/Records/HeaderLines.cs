using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Records;

/// <summary>Walks the <c>name: value</c> lines of a WARC or HTTP header block.</summary>
/// <remarks>
/// Lenient as archives need it: lines end in LF or CRLF, folded lines belong to the value before them, lines without a
/// colon are passed over.
/// </remarks>
internal ref struct HeaderLines(ReadOnlySpan<byte> block)
{
    private ReadOnlySpan<byte> _rest = block;

    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>
    /// Without surrounding blanks; a folded one still holds its line ends (see <see cref="AppendValue"/>).
    /// </summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            int lineLength = LineLength(_rest);
            while (lineLength < _rest.Length && _rest[lineLength] is (byte)' ' or (byte)'\t')
            {
                lineLength += LineLength(_rest[lineLength..]);
            }

            ReadOnlySpan<byte> line = _rest[..lineLength];
            _rest = _rest[lineLength..];
            int colon = line.IndexOf((byte)':');
            if (colon > 0)
            {
                Name = line[..colon].Trim(Blanks);
                Value = line[(colon + 1)..].Trim(Blanks);
                return true;
            }
        }

        return false;
    }

    public readonly bool NameIs(ReadOnlySpan<byte> name) => System.Text.Ascii.EqualsIgnoreCase(Name, name);

    /// <summary>
    /// Appends the value with each fold as one space; behind a separator when the list holds an earlier value.
    /// </summary>
    public readonly void AppendValue(ByteList values, ReadOnlySpan<byte> separator)
    {
        if (Value.IsEmpty)
        {
            return;
        }

        if (values.Length > 0)
        {
            values.Append(separator);
        }

        ReadOnlySpan<byte> rest = Value;
        while (rest.IndexOfAny((byte)'\r', (byte)'\n') is var fold && fold >= 0)
        {
            values.Append(rest[..fold].TrimEnd(Blanks));
            values.Append((byte)' ');
            rest = rest[fold..].TrimStart(Blanks);
        }

        values.Append(rest);
    }

    public readonly void SetValue(ByteList value)
    {
        value.Clear();
        AppendValue(value, default);
    }

    /// <summary>
    /// Length of a header block with the empty line that ends it; −1 when that line is not in the bytes.
    /// </summary>
    public static int BlockLength(ReadOnlySpan<byte> bytes)
    {
        int length = 0;
        while (true)
        {
            int lineEnd = bytes[length..].IndexOf((byte)'\n');
            if (lineEnd < 0)
            {
                return -1;
            }

            ReadOnlySpan<byte> line = bytes.Slice(length, lineEnd);
            length += lineEnd + 1;
            if (IsBlank(line))
            {
                return length;
            }
        }
    }

    /// <summary>Whether a line, without its LF, is empty. A tool that turned each LF into CRLF left CR CR LF.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept((byte)'\r') < 0;

    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    private static int LineLength(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOf((byte)'\n') is var end && end < 0 ? bytes.Length : end + 1;
}
