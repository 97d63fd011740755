using System.Text;
using Vennlink.Archives.Tables;

namespace Vennlink.Archives.Lists;

/// <summary>What the header of a link list says: which column holds what.</summary>
/// <param name="Columns">
/// Where source, target, anchor, title, rel, first seen, last seen and weight stand, from 0; −1 for what the list has
/// not. Source and target are there.
/// </param>
/// <param name="IsRow">Whether it is a row like the others, because the list has no header.</param>
internal sealed record LinkListHeader(int[] Columns, bool IsRow)
{
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

    private static readonly int[] ColumnsOfArcs = [0, 1, -1, -1, -1, -1, -1, 2];

    /// <summary>Whether each row has a source and a target of its own.</summary>
    private bool IsWhole => Columns[0] >= 0 && Columns[1] >= 0;

    /// <summary>Whether a row names a source and a target.</summary>
    public static bool IsHeader(TableRow row, LinkListColumns? columns) =>
        new LinkListHeader(Find(Names(row), columns), IsRow: false).IsWhole;

    /// <summary>Reads a header.</summary>
    /// <param name="row">The first row.</param>
    /// <param name="columns">Names of columns whose header is none of the known names; null when all are.</param>
    /// <param name="file">Path of the list, for messages.</param>
    /// <exception cref="InputException">A column is missing; the message names the columns there are.</exception>
    public static LinkListHeader Read(TableRow row, LinkListColumns? columns, string file)
    {
        string[] names = Names(row);
        LinkListHeader header = new(Find(names, columns), IsRow: false);
        string?[] given = columns is null ? [] : Given(columns);
        string missing = string.Join(", ", given.Where((name, index) => name is not null && header.Columns[index] < 0));
        return missing.Length > 0
            ? throw new InputException(
                file, row.OffsetBytes, $"the list has no column named {missing}. Its columns are: {Listed(names)}")
            : header.IsWhole ? header
            : throw new InputException(
                file,
                row.OffsetBytes,
                $"the list has no source and target columns. Its columns are: {Listed(names)}. Expected: source, "
                + "source_page or source_url, and target, target_site or target_url. Others can be named: "
                + "--columns source=A,target=B");
    }

    /// <summary>
    /// Reads the first row of a list of arcs. Where it names no source and target it is an arc: source, target and
    /// perhaps a weight.
    /// </summary>
    /// <param name="row">The first row.</param>
    /// <param name="file">Path of the list, for messages.</param>
    /// <exception cref="InputException">The row has one column only.</exception>
    public static LinkListHeader ReadOfArcs(TableRow row, string file)
    {
        string[] names = Names(row);
        LinkListHeader header = new(Find(names, null), IsRow: false);
        return header.IsWhole ? header
            : names.Length > 1 ? new LinkListHeader(ColumnsOfArcs, IsRow: true)
            : throw new InputException(
                file,
                row.OffsetBytes,
                $"an arc needs a source and a target, but the first row has one column: {Listed(names)}");
    }

    private static string[] Names(TableRow row) =>
        [.. Enumerable.Range(0, row.Count).Select(index => Encoding.UTF8.GetString(row[index].Span).Trim())];

    private static int[] Find(string[] names, LinkListColumns? columns)
    {
        string?[] given = columns is null ? new string?[KnownNames.Length] : Given(columns);
        return [.. KnownNames.Select((known, column) => (given[column] is { } one ? [one] : known)
            .Select(name => Array.FindIndex(names, candidate => Fold(candidate) == Fold(name)))
            .FirstOrDefault(index => index >= 0, -1))];

        static string Fold(string name) => name.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
    }

    private static string?[] Given(LinkListColumns columns) =>
    [
        columns.Source, columns.Target, columns.Anchor, columns.Title, columns.Rel, columns.FirstSeen, columns.LastSeen,
        null,
    ];

    // A file that is no list at all has one "column" of any length: what is shown of it stays short.
    private static string Listed(string[] names)
    {
        const int MaxNames = 32;
        const int MaxCharacters = 64;
        IEnumerable<string> shown = names.Take(MaxNames).Select(
            name => name.Length > MaxCharacters ? string.Concat(name.AsSpan(0, MaxCharacters), "…") : name);
        return string.Join(", ", names.Length > MaxNames ? shown.Append("…") : shown);
    }
}
