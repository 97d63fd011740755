using System.Text;
using Vennlink.Archives.Tables;
using Vennlink.Urls;

namespace Vennlink.Archives.Lists;

/// <summary>Which column of a link list means what, told from its header and its first rows.</summary>
internal sealed class ListMapping
{
    private readonly LinkListHeader _header;
    private readonly List<string> _assumptions = [];
    private readonly int[] _columns;

    private ListMapping(LinkListHeader header, IReadOnlyList<TableRow> sample)
    {
        _header = header;
        _columns = [.. Enum.GetValues<ListField>().Select(field => field is ListField.Source or ListField.Target
            ? FirstOfUrls(header.Of(field), sample)
            : header.Of(field) is [var first, ..] ? first : -1)];
    }

    /// <summary>Columns of targets; for the links of a matrix, of counts.</summary>
    public int[] TargetColumns { get; private set; } = [];

    /// <summary>
    /// The target that each of <see cref="TargetColumns"/> stands for, where the rows do not name any; else null.
    /// </summary>
    public ReadOnlyMemory<byte>[]? GivenTargets { get; private set; }

    /// <summary>Whether <see cref="TargetColumns"/> hold counts of links to <see cref="GivenTargets"/>.</summary>
    public bool IsMatrix { get; private set; }

    /// <summary>Columns of which any may say that the link is lost.</summary>
    public int[] LostColumns { get; private set; } = [];

    /// <summary>Columns of which any may say that the row is no link.</summary>
    public int[] NoLinkColumns { get; private set; } = [];

    /// <summary>Whether a column says what makes a link, or whether it is one.</summary>
    public bool SaysKind { get; private set; }

    /// <summary>Whether a column other than rel says that links are followed or not.</summary>
    public bool SaysFollow { get; private set; }

    /// <summary>Whether a crawler wrote the list.</summary>
    public bool IsOfCrawler => _header.Export is { IsOfCrawler: true };

    /// <summary>Whether names of hosts are reversed: <c>com.example</c> is <c>example.com</c>.</summary>
    public bool HoldsReversedNames { get; private set; }

    /// <summary>Number of columns.</summary>
    public int ColumnCount => _header.Names.Count;

    /// <summary>The column of a field; −1 for none.</summary>
    public int this[ListField field] => _columns[(int)field];

    /// <summary>Whether each column may hold any text: anchors and titles do, and what is not used may.</summary>
    public bool[] AreTexts { get; private set; } = [];

    /// <summary>Maps the columns of a list.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="sample">Some of its rows.</param>
    /// <param name="options">What the user says.</param>
    /// <param name="file">Path of the list, for messages and for a target that its name gives.</param>
    /// <exception cref="InputException">There is no source or target, or what is there is none.</exception>
    public static ListMapping Of(
        LinkListHeader header, IReadOnlyList<TableRow> sample, LinkListOptions options, string file)
    {
        ListMapping mapping = new(header, sample);
        if (Refusal(header, options) is { } wrong)
        {
            throw Problem(wrong, header.Export is { HoldsCounts: true } ? InputNeed.None : InputNeed.Columns);
        }

        if (mapping.FindTargets(options, file) is { } unsaid)
        {
            throw Problem(unsaid, InputNeed.Target);
        }

        if (mapping.RefusalOfIds(sample) is { } ids)
        {
            throw Problem(ids, InputNeed.None);
        }

        mapping.FindReversedNames(sample);
        mapping.LostColumns = [.. header.Of(ListField.Lost)];
        mapping.NoLinkColumns = [.. header.Of(ListField.NoLink)];
        mapping.AreTexts = [.. Enumerable.Repeat(true, mapping.ColumnCount)];
        foreach (ListField field in Enum.GetValues<ListField>())
        {
            bool isText = field is ListField.Anchor or ListField.AltText or ListField.Title;
            foreach (int column in mapping.Columns(field))
            {
                mapping.AreTexts[column] = isText;
            }
        }
        mapping.SaysKind = mapping.Has(ListField.NoLink, ListField.Redirect, ListField.Kind);
        mapping.SaysFollow = mapping.Has(ListField.Ugc, ListField.Sponsored, ListField.Nofollow, ListField.Follow);
        return mapping;

        InputException Problem(string problem, InputNeed need) => new(file, header.OffsetBytes, problem)
        {
            Need = need,
            Columns = need == InputNeed.Columns ? header.Names : [],
        };
    }

    /// <summary>What is said of it to people.</summary>
    public InputNotes Notes()
    {
        List<ColumnUse> uses = [];
        HashSet<int> used = [];
        foreach (ListField field in Enum.GetValues<ListField>())
        {
            foreach (int column in Columns(field))
            {
                uses.Add(new ColumnUse(Word(field), _header.Names[column]));
                used.Add(column);
            }
        }

        return new InputNotes
        {
            TakenFor = _header.Export?.Name ?? "",
            Columns = uses,
            UnusedColumns = [.. Enumerable.Range(0, ColumnCount).Where(column => !used.Contains(column))
                .Select(column => _header.Names[column])],
            Assumptions = _assumptions,
        };
    }

    private bool Has(params ReadOnlySpan<ListField> fields)
    {
        foreach (ListField field in fields)
        {
            if (this[field] >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private IEnumerable<int> Columns(ListField field) => field switch
    {
        ListField.Target => TargetColumns.Where(column => column >= 0),
        ListField.Lost => LostColumns,
        ListField.NoLink => NoLinkColumns,
        _ => this[field] < 0 ? [] : [this[field]],
    };

    private static string Word(ListField field) => field switch
    {
        ListField.AltText => "anchor if empty",
        ListField.FirstSeen => "first_seen",
        ListField.LastSeen => "last_seen",
        ListField.NoLink => "no link",
        _ => field.ToString().ToLowerInvariant(),
    };

    // The first column whose cells are URLs at all; else the first.
    private static int FirstOfUrls(ReadOnlySpan<int> candidates, IReadOnlyList<TableRow> sample)
    {
        foreach (int column in candidates)
        {
            if (sample.Any(row => ListedUrl.MayBe(row[column].Span)))
            {
                return column;
            }
        }

        return candidates.IsEmpty ? -1 : candidates[0];
    }

    private static string? Refusal(LinkListHeader header, LinkListOptions options)
    {
        string columns = $"Its columns are: {header.Listed()}";
        string missing = LinkListHeader.Missing(header, options.Columns);
        if (missing.Length > 0)
        {
            return $"the list has no column named {missing}. {columns}";
        }

        if (header.Export is { HoldsCounts: true } export)
        {
            return $"{export.Name}: it counts links, and does not say which site each count is of. {columns}";
        }

        if (header.Of(ListField.Source).IsEmpty || (!header.IsWhole && !header.IsOfProperty && options.Target is null))
        {
            return $"the list has no source and target columns. {columns}. Columns with other names can be named: "
                + "--columns source=A,target=B";
        }

        foreach (ListField field in new[] { ListField.Source, ListField.Target })
        {
            if (header.Of(field) is [var first, var second, ..] && options.Columns is null
                && ListNames.Fold(header.Names[first]) == ListNames.Fold(header.Names[second]))
            {
                return $"two columns are named {header.Names[first]}. {columns}";
            }
        }

        return null;
    }

    private string? FindTargets(LinkListOptions options, string file)
    {
        if (this[ListField.Target] >= 0)
        {
            TargetColumns = [this[ListField.Target]];
        }
        else if (_header.TargetColumns.Count > 0)
        {
            TargetColumns = [.. _header.TargetColumns];
        }
        else if (_header.Matrix.Count > 0)
        {
            IsMatrix = true;
            TargetColumns = [.. _header.Matrix];
            GivenTargets = [.. TargetColumns.Select(
                column => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(_header.Names[column]))];
            _assumptions.Add("columns headed by a site hold counts of links to it");
        }
        else if ((options.Target ?? PropertyName.Of(file)) is { } target)
        {
            TargetColumns = [-1];
            GivenTargets = [Encoding.UTF8.GetBytes(target)];
            _assumptions.Add(options.Target is null
                ? $"all links are to {target}, as the name of the file says" : $"all links are to {target}");
        }
        else
        {
            return (_header.Export is { } export ? $"{export.Name}: " : "")
                + "the list does not say to which site its links are. Say it: --target https://example.com/";
        }

        return null;
    }

    // Jobs that gather links of hosts write names as web graphs have them; those of pages, and people, do not.
    private void FindReversedNames(IReadOnlyList<TableRow> sample)
    {
        if (_header.Export is not { IsOfPairs: true })
        {
            return;
        }

        int reversed = 0;
        foreach (TableRow row in sample)
        {
            foreach (int column in (int[])[this[ListField.Source], .. TargetColumns])
            {
                ReadOnlySpan<byte> name = row[column].Span;
                bool isHost = column >= 0 && !name.ContainsAny("/:"u8) && name.Contains((byte)'.');
                reversed += !isHost ? 0 : (IsTopLevel(name[..name.IndexOf((byte)'.')]) ? 1 : 0)
                    - (IsTopLevel(name[(name.LastIndexOf((byte)'.') + 1)..]) ? 1 : 0);
            }
        }

        HoldsReversedNames = reversed > 0;
        if (HoldsReversedNames)
        {
            _assumptions.Add("names without a scheme are reversed hosts: com.example is example.com");
        }
    }

    private static bool IsTopLevel(ReadOnlySpan<byte> label) =>
        !label.IsEmpty && PublicSuffixList.Embedded.KnowsTopLevel(label);

    // Numbers of nodes would be read as IP addresses.
    private string? RefusalOfIds(IReadOnlyList<TableRow> sample)
    {
        int source = this[ListField.Source];
        bool AreIds(int column) => column >= 0 && sample.All(
            row => row[column].Span is { IsEmpty: false } cell && !cell.ContainsAnyExceptInRange((byte)'0', (byte)'9'));
        return sample.Count > 0 && AreIds(source) && TargetColumns.All(AreIds) && !IsMatrix
            ? "source and target are numbers of nodes, not pages: their URLs lie in another file" : null;
    }
}
