using System.Text;

namespace Vennlink.Archives.Lists;

/// <summary>Undoes what spreadsheets and exports wrap around the text of a cell.</summary>
internal static class ListCells
{
    /// <summary>
    /// A URL without the blanks around it, or the apostrophe that makes a spreadsheet take it for text, and out of a
    /// formula: <c>=HYPERLINK("url","text")</c>.
    /// </summary>
    public static ReadOnlyMemory<byte> Url(ReadOnlyMemory<byte> cell)
    {
        ReadOnlySpan<byte> span = cell.Span;

        // Few cells have anything to trim.
        if (!span.IsEmpty && span[0] > (byte)' ' && span[^1] > (byte)' ')
        {
            return span[0] is (byte)'=' or (byte)'\'' ? Unwrap(cell) : cell;
        }

        return Unwrap(Trim(cell));
    }

    /// <summary>The same of a cell that may be a reversed name of a host.</summary>
    public static ReadOnlyMemory<byte> UrlOfReversed(ReadOnlyMemory<byte> cell)
    {
        ReadOnlyMemory<byte> url = Url(cell);
        return url.Span.ContainsAny("/:"u8) ? url
            : Encoding.UTF8.GetBytes(string.Join('.', Encoding.UTF8.GetString(url.Span).Split('.').Reverse()));
    }

    private static ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> cell)
    {
        cell = cell.Span is [(byte)'\'', ..] ? Trim(cell[1..]) : cell;
        return cell.Span is [(byte)'=', ..] ? OfFormula(cell) : cell;
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> cell)
    {
        ReadOnlySpan<byte> span = cell.Span;
        int start = span.IndexOfAnyExcept(" \t\r\n"u8);
        return start < 0 ? default : cell.Slice(start, span.TrimEnd(" \t\r\n"u8).Length - start);
    }

    // Its first text. Another formula is no URL, which is found where URLs are read.
    private static ReadOnlyMemory<byte> OfFormula(ReadOnlyMemory<byte> cell)
    {
        ReadOnlySpan<byte> span = cell.Span;
        int open = span.IndexOf((byte)'"');
        int length = open < 0 ? -1 : span[(open + 1)..].IndexOf((byte)'"');
        bool isText = open == 1 || (open >= 0 && span[..open].Trim(" ("u8).EndsWith("HYPERLINK"u8));
        return isText && length > 0 ? Trim(cell.Slice(open + 1, length)) : cell;
    }
}
