namespace Vennlink.Archives;

/// <summary>What an input was taken for, in words for people; stands in its segment and in the manifest.</summary>
public sealed record InputNotes
{
    private const int MaxItems = 64;
    private const int MaxCharacters = 256;

    /// <summary>Nothing is said.</summary>
    public static InputNotes None { get; } = new();

    /// <summary>Kind of the bytes: <c>CSV, UTF-16LE, tab</c>. Empty where the format says all.</summary>
    public string TakenFor { get; init; } = "";

    /// <summary>What is read from which column of a list, in the order of the fields of a link.</summary>
    public IReadOnlyList<ColumnUse> Columns { get; init; } = [];

    /// <summary>Columns of a list that are not read, in their order.</summary>
    public IReadOnlyList<string> UnusedColumns { get; init; } = [];

    /// <summary>What was assumed where the input does not say it, a sentence each.</summary>
    public IReadOnlyList<string> Assumptions { get; init; } = [];

    /// <summary>What <see cref="SkipPlace.Number"/> counts in this input.</summary>
    public PlaceUnit Places { get; init; }

    /// <summary>The notes with no more and no longer texts than are kept: a hostile header may have any.</summary>
    internal InputNotes Bounded() => this with
    {
        TakenFor = Cut(TakenFor),
        Columns = [.. Columns.Take(MaxItems).Select(use => new ColumnUse(Cut(use.Holds), Cut(use.Name)))],
        UnusedColumns = Cut(UnusedColumns),
        Assumptions = Cut(Assumptions),
    };

    private static string[] Cut(IReadOnlyList<string> texts) => texts.Count <= MaxItems
        ? [.. texts.Select(Cut)]
        : [.. texts.Take(MaxItems).Select(Cut), $"and {texts.Count - MaxItems} more"];

    private static string Cut(string text) =>
        text.Length <= MaxCharacters ? text : string.Concat(text.AsSpan(0, MaxCharacters), "…");
}

/// <summary>One column of a list that is read.</summary>
/// <param name="Holds">What is read from it: <c>source</c>, <c>target</c>, <c>rel</c>, …</param>
/// <param name="Name">Its name in the header, as it stands there.</param>
public readonly record struct ColumnUse(string Holds, string Name);

/// <summary>What places of an input count. Stands in segments: extend at the end.</summary>
public enum PlaceUnit
{
    /// <summary>Bytes from the start of the file, or of its decompressed text.</summary>
    Byte,

    /// <summary>Lines of text, from 1.</summary>
    Line,

    /// <summary>Rows of a table that is no text, from 1, its header included.</summary>
    Row,
}
