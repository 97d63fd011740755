using System.Globalization;

namespace Vennlink.Archives.Networks;

/// <summary>How a list of arcs is written, told from its first rows: what would be a guess is refused.</summary>
internal sealed class ListForm
{
    /// <summary>Source, target, weight and a time: more columns without names are another thing.</summary>
    private const int MaxColumns = 4;

    // The more telling name first; compared without case, blanks, dashes and underscores.
    private static readonly string[] SourceNames =
        ["sourceurl", "sourcepage", "sourcesite", "urlfrom", "fromnodeid", "source", "src", "from", "node1"];

    private static readonly string[] TargetNames =
    [
        "targeturl", "targetpage", "targetsite", "urlto", "tonodeid", "destination", "target", "dst", "dest", "to",
        "node2",
    ];

    private static readonly string[] WeightNames = ["weight", "count"];

    private readonly List<string> _remarks = [];

    private ListForm(ListSample sample, string file)
    {
        if (sample.FirstLine() is not { } first)
        {
            throw new InputException(file, null, "the list is empty but for comments");
        }

        if (sample.Comments().Any(words => words is ["%", "bip", ..]))
        {
            throw new InputException(
                file, null, "a bipartite graph of KONECT is not ranked: its left and right nodes share numbers");
        }

        IsBothWays = sample.Comments().Any(words => words is ["%", "sym", ..] or ["#", "Undirected", "graph", ..]);
        HasData = DataStart(first.Span) > 0;
        string[][] rows = FindSeparator(sample, out bool isWhole);
        if (rows[0].Length < 2)
        {
            throw new InputException(
                file, null,
                $"an arc needs a source and a target, but the first row has one column: {Shown(rows[0][0])}");
        }

        HasHeader = Find(rows[0], SourceNames) >= 0 && Find(rows[0], TargetNames) >= 0;
        if (HasHeader)
        {
            (Source, Target, Weight) =
                (Find(rows[0], SourceNames), Find(rows[0], TargetNames), Find(rows[0], WeightNames));
            ColumnCount = rows[0].Length;
        }
        else
        {
            ReadWithoutNames(rows, isWhole, file);
        }

        Say(rows[0]);
    }

    /// <summary>What stands between cells; a blank: any number of blanks and tabs.</summary>
    public byte Separator { get; private set; }

    /// <summary>Columns of source, target and weight; that of the weight is −1 where there is none.</summary>
    public int Source { get; }

    /// <inheritdoc cref="Source"/>
    public int Target { get; private set; } = 1;

    /// <inheritdoc cref="Source"/>
    public int Weight { get; private set; } = -1;

    /// <summary>Most cells of a row.</summary>
    public int ColumnCount { get; private set; }

    /// <summary>Whether the first row names the columns.</summary>
    public bool HasHeader { get; private set; }

    /// <summary>Whether each row ends in data of networkx: <c>{}</c>, <c>{'weight': 2}</c>.</summary>
    public bool HasData { get; }

    /// <summary>Whether a comment says that edges have no direction (SNAP, KONECT).</summary>
    public bool IsBothWays { get; }

    /// <summary>How the file was taken, for people.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>Tells the form.</summary>
    /// <exception cref="InputException">It is no list of arcs, or may be a matrix or lists of neighbours.</exception>
    public static ListForm Find(ReadOnlyMemory<byte> start, bool isAll, string file) =>
        new(new ListSample(start, isAll), file);

    /// <summary>Where the data of networkx begin in a line without its end; negative where there are none.</summary>
    public static int DataStart(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd(" \t\r"u8);
        int start = line.IndexOf((byte)'{');
        return start > 0 && line[^1] == '}' && line[start - 1] is (byte)' ' or (byte)'\t' or (byte)',' ? start - 1 : -1;
    }

    // By the first separator that names a source and a target; else by the one that gives most rows the width of the
    // first.
    private string[][] FindSeparator(ListSample sample, out bool isWhole)
    {
        string[][]? best = null;
        double bestShare = -1;
        isWhole = false;
        foreach (byte separator in "\t,; "u8)
        {
            string[][] rows = [.. sample.Rows(separator, HasData, out bool isAll)];
            int width = rows[0].Length;
            bool isNamed = Find(rows[0], SourceNames) >= 0 && Find(rows[0], TargetNames) >= 0;
            double share = isNamed ? 1 : width < 2 ? 0 : (double)rows.Count(row => row.Length == width) / rows.Length;
            if (share > bestShare || isNamed)
            {
                (best, bestShare, isWhole, Separator) = (rows, share, isAll, separator);
            }

            if (isNamed)
            {
                break;
            }
        }

        return best!;
    }

    private void ReadWithoutNames(string[][] rows, bool isWhole, string file)
    {
        HasHeader = LooksLikeHeader(rows);
        int[] widths = [.. rows.Select(row => row.Length)];
        ColumnCount = widths.GroupBy(width => width).OrderByDescending(group => group.Count())
            .ThenByDescending(group => group.Key).First().Key;
        bool isUneven = 2 * widths.Count(width => width != ColumnCount) > widths.Length;
        if (rows[0][0].Length == 0 || isUneven || IsMatrix(rows, isWhole))
        {
            throw new InputException(
                file, null,
                (isUneven ? $"rows of {widths.Min()} to {widths.Max()} cells may be lists of neighbours"
                    : "this may be a matrix of neighbours") + $", which is not ranked. {OtherForms.WayOut}");
        }

        if (ColumnCount > MaxColumns || (HasHeader && ColumnCount > 2 + (Numbers(rows, 2) > 0 ? 1 : 0)))
        {
            throw new InputException(
                file, null,
                $"no column is called source or target. The first row is: {Listed(rows[0].Select(Shown))}. "
                    + "Name the two columns source and target in a header");
        }

        Weight = ColumnCount > 2 && 2 * Numbers(rows, 2) >= Others(rows).Length ? 2 : -1;
    }

    // A first row that could be no row: no number and no address, where all others have some in one column.
    private static bool LooksLikeHeader(string[][] rows) =>
        rows.Length > 1 && Array.TrueForAll(rows[0], cell => cell.Length > 0 && !IsNumber(cell) && !IsAddress(cell))
        && Enumerable.Range(0, rows[0].Length).Any(column => IsNumbers(rows, column)
            || Array.TrueForAll(rows[1..], row => row.Length > column && IsAddress(row[column])));

    private static bool IsNumbers(string[][] rows, int column) => Numbers(rows, column) == Others(rows).Length;

    private static int Numbers(string[][] rows, int column) =>
        Others(rows).Count(row => row.Length > column && IsNumber(row[column]));

    private static string[][] Others(string[][] rows) => rows.Length > 1 ? rows[1..] : rows;

    private static bool IsMatrix(string[][] rows, bool isWhole) =>
        rows[0].Length > 2 && isWhole && rows.Length == rows[0].Length
        && Array.TrueForAll(rows, row => Array.TrueForAll(row, cell => cell is "0" or "1" || row.Length > MaxColumns));

    private static bool IsNumber(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool IsAddress(string cell) => cell.AsSpan().IndexOfAny("./:") >= 0;

    private static int Find(string[] names, string[] known)
    {
        string[] folded = [.. names.Select(name =>
            string.Concat(name.Where(letter => letter is not (' ' or '-' or '_'))).ToLowerInvariant())];
        return known.Select(name => Array.IndexOf(folded, name)).FirstOrDefault(index => index >= 0, -1);
    }

    private static string[] Cut(ReadOnlyMemory<byte> line, byte separator)
    {
        RowCells cells = new(separator, "\""u8.ToArray());
        if (!cells.TryCut(line.Span, heedsQuotes: true, out _))
        {
            cells.TryCut(line.Span, heedsQuotes: false, out _);
        }

        return [.. Enumerable.Range(0, cells.Count).Select(index => cells.Text(line, index))];
    }

    private void Say(string[] first)
    {
        string[] names = [.. first.Select(Shown)];
        if (HasHeader)
        {
            string weight = Weight < 0 || Weight >= names.Length ? "" : $", weight ← `{names[Weight]}`";
            IEnumerable<string> others = names.Where((_, column) =>
                column != Source && column != Target && column != Weight);
            string unused = Listed(others);
            _remarks.Add($"source ← `{names[Source]}`, target ← `{names[Target]}`{weight}"
                + (unused.Length > 0 ? $"; not used: {unused}" : ""));
        }
        else
        {
            _remarks.Add($"first row read as a link: {names[Source]} → {names[Target]}");
            if (ColumnCount > Math.Max(2, Weight + 1))
            {
                _remarks.Add($"of {ColumnCount} columns without names the first {Math.Max(2, Weight + 1)} are used");
            }
        }

        if (IsBothWays)
        {
            _remarks.Add("edges are undirected, as a comment says: taken as an arc each way");
        }
    }

    private static string Listed(IEnumerable<string> names)
    {
        const int MaxNames = 16;
        string[] known = [.. names.Where(name => name.Length > 0)];
        return string.Join(", ", known.Take(MaxNames)) + (known.Length > MaxNames ? ", …" : "");
    }

    private static string Shown(string cell) => cell.Length > 64 ? string.Concat(cell.AsSpan(0, 64), "…") : cell;
}
