using System.Text;

namespace Vennlink.Archives.Networks;

/// <summary>The first rows of a list of arcs, and what its comments say.</summary>
/// <param name="start">The beginning of the list.</param>
/// <param name="isAll">Whether it is the whole list.</param>
internal sealed class ListSample(ReadOnlyMemory<byte> start, bool isAll)
{
    private const int MaxRows = 64;

    /// <summary>Whether a row is a comment: of SNAP, networkx, KONECT.</summary>
    public static bool IsComment(ReadOnlySpan<byte> row) => row is [(byte)'#' or (byte)'%', ..];

    /// <summary>Whether a row is blank, or is the line that tells Excel the separator.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) =>
        line.Trim(" \t\r\n"u8).IsEmpty || line.StartsWith("sep="u8);

    /// <summary>The comments, as words.</summary>
    public IEnumerable<string[]> Comments() => Lines().Where(line => IsComment(line.Span)).Select(line =>
        Encoding.UTF8.GetString(line.Span)
            .Split((char[])[' ', '\t', '\r', ':'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The first line that is a row; null where there is none.</summary>
    public ReadOnlyMemory<byte>? FirstLine() =>
        Lines().Where(line => !IsComment(line.Span) && !IsBlank(line.Span)).Select(line => (ReadOnlyMemory<byte>?)line)
            .FirstOrDefault();

    /// <summary>Cuts the first rows.</summary>
    /// <param name="separator">What stands between cells.</param>
    /// <param name="hasData">Whether each line ends in data of networkx, which are left out.</param>
    /// <param name="isWhole">Whether these are all rows of the list.</param>
    public List<string[]> Rows(byte separator, bool hasData, out bool isWhole)
    {
        List<string[]> rows = [];
        RowCells cells = new(separator, "\""u8.ToArray());
        int at = 0;
        while (at < start.Length && rows.Count < MaxRows)
        {
            ReadOnlyMemory<byte> rest = start[at..];
            ReadOnlyMemory<byte> line = Line(rest, out int lineBytes);
            if (IsComment(line.Span) || IsBlank(line.Span))
            {
                at += lineBytes;
                continue;
            }

            if (hasData)
            {
                rest = ListForm.DataStart(line.Span) is > 0 and var data ? line[..data] : line;
            }

            bool isCut = cells.TryCut(rest.Span, heedsQuotes: true, out int rowBytes);
            if (!isCut)
            {
                cells.TryCut(line.Span, heedsQuotes: false, out _);
            }

            at += isCut && !hasData ? rowBytes : lineBytes;
            if (at == start.Length && !isAll && rows.Count > 0)
            {
                break;
            }

            rows.Add([.. Enumerable.Range(0, cells.Count).Select(index => cells.Text(isCut ? rest : line, index))]);
        }

        isWhole = isAll && at == start.Length;
        return rows;
    }

    private IEnumerable<ReadOnlyMemory<byte>> Lines()
    {
        for (int at = 0; at < start.Length;)
        {
            yield return Line(start[at..], out int lineBytes);
            at += lineBytes;
        }
    }

    private static ReadOnlyMemory<byte> Line(ReadOnlyMemory<byte> text, out int lineBytes)
    {
        int end = text.Span.IndexOf((byte)'\n');
        lineBytes = end < 0 ? text.Length : end + 1;
        return end < 0 ? text : text[..end];
    }
}
