using System.Globalization;
using Vennlink.Archives;
using Vennlink.Snapshots;

namespace Vennlink.Cli.Output;

/// <summary>
/// What each input was taken for and what it gave, for people: some lines for one, a table for many, and never more
/// than a screen or two.
/// </summary>
internal static class InputReportText
{
    private const int MaxTableRows = 40;
    private const int MaxDetailed = 12;

    /// <summary>Prints the report of some inputs; nothing of inputs that have none.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="whereAll">How to see what is left out of a long report; null to leave out nothing.</param>
    /// <param name="countsArcs">Whether web graphs were read; else nothing is known of how much they hold.</param>
    public static void Write(
        TextWriter output, IReadOnlyList<InputFile> inputs, string? whereAll, bool countsArcs = true)
    {
        int maxRows = whereAll is null ? int.MaxValue : MaxTableRows;
        int maxDetailed = whereAll is null ? int.MaxValue : MaxDetailed;
        List<InputFile> told = [.. inputs.Where(input => input.Report is not null)];
        if (told is [{ Report: { } only } input])
        {
            output.WriteLine($"{PlainText.Show(input.Name)}: {TakenFor(input)}; "
                + (IsCounted(input) ? Sizes(input.Format, only) : "its arcs are not counted"));
            WriteDetails(output, only);
            return;
        }

        if (told.Count == 0)
        {
            return;
        }

        TextTable table = new(
            output, new("input"), new("taken for"), new("records", IsNumber: true), new("pages", IsNumber: true),
            new("links", IsNumber: true), new("left out", IsNumber: true));
        foreach (InputFile row in told.Take(maxRows))
        {
            InputReport report = row.Report!;
            table.Add(row.Name, TakenFor(row),
                Number(IsCounted(row) ? report.CaptureCount + report.RowCount : null), Number(report.PageCount),
                Number(IsCounted(row) ? report.LinkCount : null), Number(LeftOut(report)));
        }

        table.End();
        WriteMore(output, told.Count - maxRows, whereAll);
        List<InputFile> detailed = [.. told.Where(row => HasDetails(row.Report!))];
        foreach (InputFile row in detailed.Take(maxDetailed))
        {
            output.WriteLine($"{PlainText.Show(row.Name)}:");
            WriteDetails(output, row.Report!);
        }

        WriteMore(output, detailed.Count - maxDetailed, whereAll);

        bool IsCounted(InputFile one) => countsArcs || one.Format != "graph";
    }

    /// <summary>What an input was taken for, in a few words.</summary>
    public static string TakenFor(InputFile input) =>
        PlainText.Show(input.Report is { Notes.TakenFor.Length: > 0 } report ? report.Notes.TakenFor : input.Format);

    /// <summary>Prints columns, assumptions and what was left out and where, a line each.</summary>
    public static void WriteDetails(TextWriter output, InputReport report)
    {
        InputNotes notes = report.Notes;
        WriteLine("read as", notes.Columns.Select(use => $"{use.Holds} ← `{use.Name}`"), ", ");
        WriteLine("not used", notes.UnusedColumns.Select(name => $"`{name}`"), ", ");
        WriteLine("assumed", notes.Assumptions, "; ");
        WriteLine("left out", Faults(report).Select(reason => LeftOut(report, reason)), ", ");

        void WriteLine(string what, IEnumerable<string> parts, string separator)
        {
            string text = string.Join(separator, parts.Select(PlainText.Show));
            if (text.Length > 0)
            {
                output.WriteLine($"  {what}: {text}");
            }
        }
    }

    private static string LeftOut(InputReport report, SkipReason reason)
    {
        string count = $"{Number(report.Skips[reason])} {SkipCounts.NameOf(reason)}";
        IReadOnlyList<SkipPlace> places = report.Skips.Places(reason);
        if (places.Count == 0)
        {
            return count;
        }

        string unit = InputReportJson.NameOf(report.Notes.Places) + (places.Count > 1 ? "s" : "");
        string more = report.Skips[reason] > places.Count ? ", …" : "";
        return $"{count} ({unit} {string.Join(", ", places.Select(Show))}{more})";
    }

    private static string Show(SkipPlace place) =>
        place.Number.ToString(CultureInfo.InvariantCulture) + (place.File is { } file ? $" of {file}" : "");

    private static string Sizes(string format, InputReport report)
    {
        bool isArchive = report.CaptureCount > 0 || report.RowCount == 0 && format is not ("list" or "graph");
        string records = isArchive
            ? Count(report.CaptureCount, "capture") : Count(report.RowCount, format == "graph" ? "arc" : "row");
        string pages = report.PageCount is { } count ? $", {Count(count, "page")}" : "";
        return $"{records}{pages}, {Count(report.LinkCount, "link")}";
    }

    /// <summary>Some things, in words.</summary>
    public static string Count(long count, string what) => $"{Number(count)} {what}{(count == 1 ? "" : "s")}";

    private static void WriteMore(TextWriter output, int count, string? whereAll)
    {
        if (count > 0)
        {
            output.WriteLine($"and {Number(count)} more: {whereAll}");
        }
    }

    /// <summary>Whether <see cref="WriteDetails"/> has anything to print.</summary>
    public static bool HasDetails(InputReport report) =>
        report.Notes.Columns.Count > 0 || report.Notes.Assumptions.Count > 0 || Faults(report).Any();

    private static long LeftOut(InputReport report) => Faults(report).Sum(reason => report.Skips[reason]);

    // What is no page is no fault: every archive is full of it.
    private static IEnumerable<SkipReason> Faults(InputReport report) => Enum.GetValues<SkipReason>()
        .Where(reason => reason != SkipReason.NotAPage && report.Skips[reason] > 0);

    private static string Number(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "";
}
