using System.Buffers.Text;
using System.Text;
using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Lists;

/// <summary>Reads CSV and TSV link lists, plain or compressed; separator and header are told from the content.</summary>
/// <remarks>
/// UTF-8, or UTF-16 with a byte order mark. Fields are quoted as in RFC 4180. A row that cannot be read is counted, and reading goes on
/// at the next line. Not thread-safe.
/// </remarks>
public sealed class LinkListReader : IDisposable
{
    /// <summary>Longest row: bounds what a quote that never closes can swallow.</summary>
    internal const int MaxRowBytes = 1 << 20;

    private const int MaxMemberHeaderBytes = 16 << 20;

    private static readonly string[][] KnownNames =
    [
        ["source", "source_page", "source_url"],
        ["target", "target_site", "target_url"],
        ["anchor", "target_title"],
        ["title", "source_title"],
        ["rel"],
        ["first_seen"],
        ["last_seen"],
        ["weight", "count"],
    ];

    // Of a list without a header.
    private static readonly int[] UnnamedColumns = [0, 1, -1, -1, -1, -1, -1, 2];

    private readonly ByteWindow _window;
    private readonly SkipCounts _skips;
    private readonly RowSplitter _splitter;
    private readonly int[] _columns;
    private readonly bool _isTabSeparated;
    private readonly bool _isUtf16;
    private readonly bool _isBare;

    /// <summary>Where a row that turned out broken was given up; rows before it must not go on over line ends, so nothing is scanned thrice.</summary>
    private long _singleLinesUntil;

    private long _offset;

    private LinkListReader(ByteWindow window, SkipCounts skips, byte separator, int[] columns, bool isUtf16, bool isBare, long offset)
    {
        _window = window;
        _skips = skips;
        _splitter = new RowSplitter(separator);
        _columns = columns;
        _isTabSeparated = separator == '\t';
        _isUtf16 = isUtf16;
        _isBare = isBare;
        _offset = offset;
    }

    /// <summary>Bytes of the file read so far, for progress.</summary>
    public long BytesRead => _window.BytesRead;

    /// <summary>Opens a list.</summary>
    /// <param name="file">The file from its first byte; owned by the reader from here on, also when this throws.</param>
    /// <param name="columns">Names of columns whose header is none of the known names; null when all are.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <exception cref="FormatException">No source and target column can be found; the message names the columns there are.</exception>
    public static LinkListReader Open(Stream file, LinkListColumns? columns, SkipCounts skips)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(skips);
        return Open(file, columns, isBare: false, skips);
    }

    /// <summary>Opens a bare list of arcs: without a header that names a source and a target column, the first row is an arc like the others, and columns are source, target, weight. Names are taken as they stand, blanks and all.</summary>
    /// <param name="file">The file from its first byte; owned by the reader from here on, also when this throws.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <exception cref="FormatException">The list is empty, or its first row has one column only.</exception>
    internal static LinkListReader OpenArcs(Stream file, SkipCounts skips) => Open(file, null, isBare: true, skips);

    /// <summary>Whether the list has a column of weights.</summary>
    internal bool HasWeights => _columns[^1] >= 0;

    private static LinkListReader Open(Stream file, LinkListColumns? columns, bool isBare, SkipCounts skips)
    {
        // Any content may follow a damaged member: a list has no mark by which to know a row.
        MemberReader members = MemberReader.Open(new RawInput(file), static content => !content.IsEmpty, MaxMemberHeaderBytes);
        try
        {
            return OpenList(members, columns, isBare, skips);
        }
        catch
        {
            members.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next usable row; false at the end.</summary>
    public bool TryRead(LinkListRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        while (TrySplitRow(out int rowBytes))
        {
            ReadOnlyMemory<byte> bytes = _window.Memory;
            ReadOnlyMemory<byte> source = Name(_splitter.Field(bytes, _columns[0]));
            ReadOnlyMemory<byte> target = Name(_splitter.Field(bytes, _columns[1]));
            row.OffsetBytes = _offset;
            bool isBlank = _splitter.FieldCount == 1 && Trim(_splitter.Field(bytes, 0)).IsEmpty;
            _offset += FileBytes(bytes.Span[..rowBytes]);
            _window.Advance(rowBytes);
            if (isBlank)
            {
                continue;
            }

            if (source.IsEmpty || target.IsEmpty)
            {
                _skips.Add(SkipReason.BadRow);
                continue;
            }

            row.Bytes = bytes[..rowBytes];
            row.Source = source;
            row.Target = target;
            row.Anchor = _splitter.Field(bytes, _columns[2]);
            row.Title = _splitter.Field(bytes, _columns[3]);
            row.Rel = _splitter.Field(bytes, _columns[4]);
            row.FirstSeenSeconds = ReadDate(bytes, _columns[5]);
            row.LastSeenSeconds = ReadDate(bytes, _columns[6]);
            row.Weight = Trim(_splitter.Field(bytes, _columns[7]));
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _window.Dispose();

    private static LinkListReader OpenList(MemberReader members, LinkListColumns? columns, bool isBare, SkipCounts skips)
    {
        members.CountInto(skips);
        ByteWindow window = new(members);
        Fill(window, 4);
        long offset = 0;
        bool isUtf16 = false;
        if (window.Bytes is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
        {
            isUtf16 = true;
            offset = 2;
            window = new ByteWindow(new Utf16Members(members, window));
        }
        else if (window.Bytes.StartsWith("\uFEFF"u8))
        {
            offset = 3;
            window.Advance(3);
        }

        while (Fill(window, MaxRowBytes) > 0)
        {
            int lineEnd = window.Bytes[..Math.Min(window.Bytes.Length, MaxRowBytes)].IndexOf((byte)'\n');
            int lineBytes = lineEnd < 0 ? Math.Min(window.Bytes.Length, MaxRowBytes) : lineEnd + 1;
            ReadOnlySpan<byte> line = window.Bytes[..lineBytes];
            bool isHeader = !line.Trim(" \t\r\n"u8).IsEmpty && !line.StartsWith("sep="u8);
            if (isHeader && isBare && TellSeparator(line) is { } unnamed)
            {
                return new LinkListReader(window, skips, unnamed, UnnamedColumns, isUtf16, isBare, offset);
            }

            (byte separator, int[] found) = isHeader ? FindColumns(line, columns) : default;
            offset += isUtf16 ? Encoding.UTF8.GetCharCount(line) * 2L : lineBytes;
            window.Advance(lineBytes);
            if (isHeader)
            {
                return new LinkListReader(window, skips, separator, found, isUtf16, isBare, offset);
            }
        }

        throw new FormatException("The list is empty: it has no header with a source and a target column.");
    }

    private static int Fill(ByteWindow window, int byteCount)
    {
        while (window.Bytes.Length < byteCount && window.FillOn())
        {
        }

        return window.Bytes.Length;
    }

    /// <summary>The separator of a first row that is no header; null where it is one, or has one column only.</summary>
    private static byte? TellSeparator(ReadOnlySpan<byte> row)
    {
        byte? most = null;
        int mostColumns = 1;
        foreach (byte separator in ",\t;"u8)
        {
            string[] names = ReadNames(row, separator);
            int[] found = FindColumns(names, null);
            if (found[0] >= 0 && found[1] >= 0)
            {
                return null;
            }

            if (names.Length > mostColumns)
            {
                (most, mostColumns) = (separator, names.Length);
            }
        }

        return most;
    }

    /// <summary>Tells the separator by which one makes the header name a source and a target.</summary>
    private static (byte Separator, int[] Columns) FindColumns(ReadOnlySpan<byte> header, LinkListColumns? columns)
    {
        string[] mostNames = [];
        foreach (byte separator in ",\t;"u8)
        {
            string[] names = ReadNames(header, separator);
            int[] found = FindColumns(names, columns);
            if (found[0] >= 0 && found[1] >= 0)
            {
                RequireNamed(names, found, columns);
                return (separator, found);
            }

            mostNames = names.Length > mostNames.Length ? names : mostNames;
        }

        RequireNamed(mostNames, FindColumns(mostNames, columns), columns);
        throw new FormatException(
            $"The list has no source and target columns. Its columns are: {Listed(mostNames)}. Expected: source, source_page or source_url, and target, target_site or target_url.");
    }

    // A file that is no list at all has one "column" of any length: what is shown of it stays short.
    private static string Listed(string[] names)
    {
        const int MostNames = 32;
        const int MostCharacters = 64;
        IEnumerable<string> shown = names.Take(MostNames).Select(name => name.Length > MostCharacters ? string.Concat(name.AsSpan(0, MostCharacters), "…") : name);
        return string.Join(", ", names.Length > MostNames ? shown.Append("…") : shown);
    }

    private static string[] ReadNames(ReadOnlySpan<byte> header, byte separator)
    {
        RowSplitter splitter = new(separator);
        byte[] line = header.ToArray();
        if (splitter.Split(line, isAll: true, mayHoldLineEnds: false, out _) != RowSplit.Complete)
        {
            splitter.SplitPlain(line);
        }

        string[] names = new string[splitter.FieldCount];
        for (int index = 0; index < names.Length; index++)
        {
            names[index] = Encoding.UTF8.GetString(splitter.Field(line, index).Span).Trim();
        }

        return names;
    }

    private static int[] FindColumns(string[] names, LinkListColumns? columns)
    {
        string?[] given = [columns?.Source, columns?.Target, columns?.Anchor, columns?.Title, columns?.Rel, columns?.FirstSeen, columns?.LastSeen, null];
        int[] found = new int[KnownNames.Length];
        for (int column = 0; column < found.Length; column++)
        {
            found[column] = -1;
            foreach (string name in given[column] is string one ? [one] : KnownNames[column])
            {
                if (found[column] < 0)
                {
                    found[column] = Array.FindIndex(names, candidate => Fold(candidate) == Fold(name));
                }
            }
        }

        return found;

        static string Fold(string name) => name.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
    }

    private static void RequireNamed(string[] names, int[] found, LinkListColumns? columns)
    {
        if (columns is null)
        {
            return;
        }

        string?[] given = [columns.Source, columns.Target, columns.Anchor, columns.Title, columns.Rel, columns.FirstSeen, columns.LastSeen];
        string missing = string.Join(", ", given.Where((name, index) => name is not null && found[index] < 0));
        if (missing.Length > 0)
        {
            throw new FormatException($"The list has no column named {missing}. Its columns are: {Listed(names)}.");
        }
    }

    private bool TrySplitRow(out int rowBytes)
    {
        while (true)
        {
            bool isAll = false;
            RowSplit split;
            while (true)
            {
                ReadOnlySpan<byte> bytes = _window.Bytes;
                if (bytes.IsEmpty && !_window.FillOn())
                {
                    rowBytes = 0;
                    return false;
                }

                bytes = _window.Bytes[..Math.Min(_window.Bytes.Length, MaxRowBytes)];
                split = _splitter.Split(bytes, isAll, _window.Position >= _singleLinesUntil, out rowBytes);
                if (split != RowSplit.Incomplete || isAll)
                {
                    break;
                }

                if (bytes.Length >= MaxRowBytes)
                {
                    split = RowSplit.Broken;
                    break;
                }

                isAll = !_window.FillOn();
            }

            if (split == RowSplit.Complete)
            {
                return true;
            }

            if (_window.Position >= _singleLinesUntil)
            {
                _singleLinesUntil = _window.Position + rowBytes;
            }

            if (_isTabSeparated && TryPeekLine(out rowBytes))
            {
                // Many writers of tab-separated text quote nothing, so that a quote is a quote.
                _splitter.SplitPlain(_window.Bytes[..rowBytes]);
                return true;
            }

            _skips.Add(SkipReason.BadRow);
            SkipLine();
        }
    }

    private bool TryPeekLine(out int lineBytes)
    {
        while (true)
        {
            int lineEnd = _window.Bytes[..Math.Min(_window.Bytes.Length, MaxRowBytes)].IndexOf((byte)'\n');
            lineBytes = lineEnd + 1;
            if (lineEnd >= 0 || _window.Bytes.Length >= MaxRowBytes)
            {
                return lineEnd >= 0;
            }

            if (!_window.FillOn())
            {
                lineBytes = _window.Bytes.Length;
                return true;
            }
        }
    }

    private void SkipLine()
    {
        while (true)
        {
            int lineEnd = _window.Bytes.IndexOf((byte)'\n');
            int skipped = lineEnd < 0 ? _window.Bytes.Length : lineEnd + 1;
            _offset += FileBytes(_window.Bytes[..skipped]);
            _window.Advance(skipped);
            if (lineEnd >= 0 || !_window.FillOn())
            {
                return;
            }
        }
    }

    /// <summary>How many bytes of the file became <paramref name="bytes"/>.</summary>
    private long FileBytes(ReadOnlySpan<byte> bytes) => _isUtf16 ? Encoding.UTF8.GetCharCount(bytes) * 2L : bytes.Length;

    // URLs have no blanks around them; names of a bare list may, and may be told apart by nothing else.
    private ReadOnlyMemory<byte> Name(ReadOnlyMemory<byte> field) => _isBare ? field : Trim(field);

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> field)
    {
        ReadOnlySpan<byte> span = field.Span;

        // Few fields have anything to trim.
        if (!span.IsEmpty && span[0] > (byte)' ' && span[^1] > (byte)' ')
        {
            return field;
        }

        int start = span.IndexOfAnyExcept(" \t\r\n"u8);
        return start < 0 ? default : field.Slice(start, span.TrimEnd(" \t\r\n"u8).Length - start);
    }

    private long? ReadDate(ReadOnlyMemory<byte> row, int column) => column < 0 ? null : ReadDate(_splitter.Field(row, column).Span);

    private long? ReadDate(ReadOnlySpan<byte> text)
    {
        const int MinUnixDigits = 9;
        const int MaxUnixDigits = 11;
        const int UnixMillisecondDigits = 13;
        text = text.Trim(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            return null;
        }

        // 8 and 14 digits are a date, 9 to 11 are seconds, 13 milliseconds, since 1970.
        if (Utf8Parser.TryParse(text, out long number, out int used) && used == text.Length && number >= 0
            && (text.Length is (>= MinUnixDigits and <= MaxUnixDigits) or UnixMillisecondDigits))
        {
            return text.Length == UnixMillisecondDigits ? number / 1000 : number;
        }

        if (ArchiveDate.TryParse(text, out long seconds))
        {
            return seconds;
        }

        _skips.Add(SkipReason.BadDate);
        return null;
    }
}
