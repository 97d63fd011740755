using System.Globalization;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Query;
using Vennlink.Query.Output;

namespace Vennlink.Cli.Verbs;

/// <summary>
/// How many rows of an answer link to exactly which targets: the sizes that a Venn or UpSet diagram shows.
/// </summary>
internal static class SubsetListing
{
    /// <summary>Prints each set that has rows, the largest first.</summary>
    /// <exception cref="UsageException">There are more targets, or subsets, than can be told apart.</exception>
    public static void Print(
        LinkIntersect engine, FoundQuery question, string format, Citation citation,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<Target> targets = question.Query.PositiveTargets;
        if (targets.Count > LinkIntersect.MaxSubsetTargets)
        {
            throw new UsageException(
                $"--subsets: {targets.Count} targets are more than {LinkIntersect.MaxSubsetTargets}");
        }

        IReadOnlyList<TargetSubset> subsets = Count(engine, question, cancellationToken);
        switch (format)
        {
            case "table":
                PrintTable(targets, subsets);
                break;
            case "json" or "ndjson":
                PrintJson(targets, subsets, isLines: format == "ndjson");
                break;
            default:
                PrintRows(targets, subsets, format, citation);
                break;
        }
    }

    private static IReadOnlyList<TargetSubset> Count(
        LinkIntersect engine, FoundQuery question, CancellationToken cancellationToken)
    {
        try
        {
            return engine.CountSubsets(question, cancellationToken);
        }
        catch (NotSupportedException error)
        {
            throw new UsageException($"--subsets: {error.Message}");
        }
    }

    private static void PrintTable(IReadOnlyList<Target> targets, IReadOnlyList<TargetSubset> subsets)
    {
        using TextWriter output = TextOutput.Open();
        TextTable table = new(output, new("rows", IsNumber: true), new("targets", IsNumber: true),
            new("link to exactly", IsProse: true));
        foreach (TargetSubset subset in subsets)
        {
            table.Add(subset.RowCount.ToString("N0", CultureInfo.InvariantCulture),
                subset.TargetIndexes.Length.ToString(CultureInfo.InvariantCulture),
                string.Join(", ", subset.TargetIndexes.Select(target => targets[target].Text)));
        }

        table.End();
        output.Write(string.Create(CultureInfo.InvariantCulture,
            $"{subsets.Sum(subset => subset.RowCount):N0} in all, exact\n"));
    }

    // A column of true and false for each target, as UpSet tools read it.
    private static void PrintRows(IReadOnlyList<Target> targets, IReadOnlyList<TargetSubset> subsets, string format,
        Citation citation)
    {
        using Stream stream = StandardOutput.Open(format);
        RowOutput output = RowOutput.Create(stream, RowForms.Of(format), new RowTable("subsets",
            [.. targets.Select(target => new RowColumn(target.Text, ColumnKind.Truth)), .. RowColumn.Numbers("rows")])
        {
            Citation = citation,
        });
        foreach (TargetSubset subset in subsets)
        {
            for (int target = 0; target < targets.Count; target++)
            {
                output.Truth(subset.TargetIndexes.Contains(target));
            }

            output.Number(subset.RowCount);
            output.EndRow();
        }

        output.End();
    }

    private static void PrintJson(IReadOnlyList<Target> targets, IReadOnlyList<TargetSubset> subsets, bool isLines)
    {
        using Stream stream = StandardOutput.Open();
        JsonOutput json = new(stream);
        if (!isLines)
        {
            json.Writer.WriteStartObject();
            json.Writer.WriteStartArray("subsets");
        }

        foreach (TargetSubset subset in subsets)
        {
            json.Writer.WriteStartObject();
            IntersectJson.WriteTargets(json.Writer, targets, subset.TargetIndexes);
            json.Writer.WriteNumber("rows", subset.RowCount);
            json.Writer.WriteEndObject();
            if (isLines)
            {
                json.EndLine();
            }
        }

        if (!isLines)
        {
            json.Writer.WriteEndArray();
            json.Writer.WriteEndObject();
            json.EndLine();
        }

        json.End();
    }
}
