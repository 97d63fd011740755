using System.Text;
using Vennlink.Archives.Tables;
using Vennlink.Urls;

namespace Vennlink.Archives.Lists;

/// <summary>What the header of a link list says: which columns hold what.</summary>
internal sealed class LinkListHeader
{
    private static readonly int FieldCount = Enum.GetValues<ListField>().Length;

    private readonly string[] _names;
    private readonly string[] _folded;

    // Columns that may hold a field, the most telling name first.
    private readonly int[][] _columns = new int[FieldCount][];

    private LinkListHeader(TableRow row, LinkListColumns? given)
    {
        OffsetBytes = row.OffsetBytes;
        _names = [.. Enumerable.Range(0, row.Count).Select(index => Encoding.UTF8.GetString(row[index].Span).Trim())];
        _folded = [.. _names.Select(ListNames.Fold)];
        foreach (ListField field in Enum.GetValues<ListField>())
        {
            _columns[(int)field] = [.. ListNames.Of(field).SelectMany(Columns).Distinct()];
        }

        Export = ListExport.Find(_folded.Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal));
        if (Export is { IsOfCrawler: true })
        {
            // HTML's attribute of that name, and what the page loads.
            _columns[(int)ListField.Target] = [.. Columns("destination")];
        }

        if (Export is { IsOfPairs: true, Names: [var source, var target] })
        {
            _columns[(int)ListField.Source] = [.. Columns(source)];
            _columns[(int)ListField.Target] = [.. Columns(target)];
        }

        if (Export is { Anchor: { } anchor })
        {
            _columns[(int)ListField.Anchor] = [.. Columns(anchor)];
        }

        Give(given);
        if (_columns[(int)ListField.Target].Length == 0)
        {
            Matrix = [.. Enumerable.Range(0, _names.Length).Where(IsSite)];
            TargetColumns = [.. Enumerable.Range(0, _names.Length).Where(
                column => _folded[column].TrimEnd("0123456789".AsSpan()) is "target" or "targeturl")];
        }
    }

    /// <summary>The export that has such a header; null for one that is not known.</summary>
    public ListExport? Export { get; }

    /// <summary>Where it starts, for messages.</summary>
    public long OffsetBytes { get; }

    /// <summary>Names of the columns, as they stand.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Columns that are headed by a target, and count links to it.</summary>
    public IReadOnlyList<int> Matrix { get; private set; } = [];

    /// <summary>Columns of targets, where each row may name several: <c>target1</c>, <c>target2</c>.</summary>
    public IReadOnlyList<int> TargetColumns { get; private set; } = [];

    /// <summary>Whether a source and targets of its own stand in each row.</summary>
    public bool IsWhole => HasSource
        && (_columns[(int)ListField.Target].Length + TargetColumns.Count > 0 || Matrix.Count > 0);

    /// <summary>Whether it is a list of links to one site that its rows do not name.</summary>
    public bool IsOfProperty => HasSource && !IsWhole && Export is { IsOfProperty: true };

    private bool HasSource => _columns[(int)ListField.Source].Length > 0;

    /// <summary>Reads a row as a header, whatever it is.</summary>
    /// <param name="row">The row.</param>
    /// <param name="given">Names that the user gives, or null.</param>
    public static LinkListHeader Of(TableRow row, LinkListColumns? given) => new(row, given);

    /// <summary>Whether a row is a header of links.</summary>
    public static bool IsHeader(TableRow row, LinkListOptions options)
    {
        LinkListHeader header = new(row, options.Columns);
        return header.IsWhole || header.IsOfProperty || header.Export is { HoldsCounts: true }
            || (header.HasSource && options.Target is not null && row.Count > 1);
    }

    /// <summary>Columns that may hold a field, the most telling name first.</summary>
    public ReadOnlySpan<int> Of(ListField field) => _columns[(int)field];

    /// <summary>Names of columns that the user gave and that are not there, when others that he gave are.</summary>
    public static string Missing(LinkListHeader header, LinkListColumns? given)
    {
        string[] names = given is null ? [] : [.. Given(given).Select(one => one.Name).OfType<string>()];
        string[] missing = [.. names.Where(name => header.Column(name) < 0)];
        return missing.Length == names.Length ? "" : string.Join(", ", missing);
    }

    /// <summary>The names, cut where a file that is no list has thousands of them, or one of any length.</summary>
    public string Listed()
    {
        const int MaxNames = 32;
        const int MaxCharacters = 64;
        IEnumerable<string> shown = _names.Take(MaxNames).Select(
            name => name.Length > MaxCharacters ? string.Concat(name.AsSpan(0, MaxCharacters), "…") : name);
        return string.Join(", ", _names.Length > MaxNames ? shown.Append("…") : shown);
    }

    // What the user names holds what he says; where none of his names is there, the list is another one of the build.
    private void Give(LinkListColumns? given)
    {
        if (given is null || Given(given).All(one => one.Name is null || Column(one.Name) < 0))
        {
            return;
        }

        foreach ((ListField field, string? name) in Given(given))
        {
            int column = name is null ? -1 : Column(name);
            if (name is null || (column < 0 && field is not (ListField.Source or ListField.Target)))
            {
                continue;
            }

            // A flag that is called rel by the user stays the flag that its name says.
            ListField known = field == ListField.Rel && Flag(column) is { } flag ? flag : field;
            _columns[(int)known] = column < 0 ? [] : [column];
        }
    }

    private ListField? Flag(int column) => new ListField?[] { ListField.Nofollow, ListField.Follow, ListField.Ugc,
        ListField.Sponsored }.FirstOrDefault(field => ListNames.Of(field!.Value).Contains(_folded[column]));

    private static (ListField Field, string? Name)[] Given(LinkListColumns given) =>
    [
        (ListField.Source, given.Source), (ListField.Target, given.Target), (ListField.Anchor, given.Anchor),
        (ListField.Title, given.Title), (ListField.Rel, given.Rel), (ListField.FirstSeen, given.FirstSeen),
        (ListField.LastSeen, given.LastSeen),
    ];

    private int Column(string name)
    {
        int exact = Array.IndexOf(_names, name.Trim());
        return exact >= 0 ? exact : Array.IndexOf(_folded, ListNames.Fold(name));
    }

    private IEnumerable<int> Columns(string folded) =>
        Enumerable.Range(0, _folded.Length).Where(column => _folded[column] == folded);

    private bool IsSite(int column) =>
        !_columns[(int)ListField.Source].Contains(column) && ListedUrl.MayBe(Encoding.UTF8.GetBytes(_names[column]));
}
