namespace Vennlink.Query.Output;

/// <summary>What the cells of a column are; any may be unknown.</summary>
public enum ColumnKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A number that need not be whole, of single precision.</summary>
    Real,

    /// <summary>The same, of double precision.</summary>
    Precise,

    /// <summary>True or false.</summary>
    Truth,

    /// <summary>A moment.</summary>
    Time,
}

/// <summary>A column of rows: forms with types, such as Parquet, need the kind before the first cell.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its cells are.</param>
public sealed record RowColumn(string Name, ColumnKind Kind = ColumnKind.Text)
{
    /// <summary>Columns of text.</summary>
    public static IEnumerable<RowColumn> Texts(params string[] names) => Of(ColumnKind.Text, names);

    /// <summary>Columns of whole numbers.</summary>
    public static IEnumerable<RowColumn> Numbers(params string[] names) => Of(ColumnKind.Number, names);

    /// <summary>Columns of numbers that need not be whole, of single precision.</summary>
    public static IEnumerable<RowColumn> Reals(params string[] names) => Of(ColumnKind.Real, names);

    /// <summary>The same, of double precision.</summary>
    public static IEnumerable<RowColumn> Precise(params string[] names) => Of(ColumnKind.Precise, names);

    /// <summary>Columns of moments.</summary>
    public static IEnumerable<RowColumn> Times(params string[] names) => Of(ColumnKind.Time, names);

    private static IEnumerable<RowColumn> Of(ColumnKind kind, string[] names) =>
        names.Select(name => new RowColumn(name, kind));
}

/// <summary>What rows are called, and their columns.</summary>
/// <param name="Name">Of the array of JSON, or the sheet of a workbook.</param>
/// <param name="Columns">The columns.</param>
public sealed record RowTable(string Name, IReadOnlyList<RowColumn> Columns)
{
    /// <summary>What the rows are of; written by forms that have a place for it, if it is known.</summary>
    public Citation? Citation { get; init; }
}
