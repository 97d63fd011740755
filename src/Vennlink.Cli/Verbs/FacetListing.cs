using System.Globalization;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Output;
using Vennlink.Query.Facets;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;

namespace Vennlink.Cli.Verbs;

/// <summary>How many rows of an answer have which values.</summary>
internal static class FacetListing
{
    /// <summary>Prints each value of each facet.</summary>
    public static void Print(FacetCounts counts, string format)
    {
        if (format == "json")
        {
            PrintJson(counts);
            return;
        }

        using Stream? stream = format == "table" ? null : StandardOutput.Open(format);
        if (stream is null)
        {
            PrintTable(counts);
            return;
        }

        RowOutput output = RowOutput.Create(stream, RowForms.Of(format), new RowTable("facets",
            [.. RowColumn.Texts("facet", "value"), .. RowColumn.Numbers("rows")]));
        foreach ((string facet, FacetValue value) in All(counts))
        {
            output.Text(facet);
            output.TextOrUnknown(value.Value);
            output.Number(value.RowCount);
            output.EndRow();
        }

        output.End();
    }

    private static void PrintTable(FacetCounts counts)
    {
        using TextWriter output = TextOutput.Open();
        TextTable table = new(output, new("facet"), new("value"), new("rows", IsNumber: true));
        foreach ((string facet, FacetValue value) in All(counts))
        {
            table.Add(facet, value.Value ?? "-", value.RowCount.ToString("N0", CultureInfo.InvariantCulture));
        }

        table.End();
        output.Write(string.Create(CultureInfo.InvariantCulture, $"{counts.RowCount:N0} in all, exact\n"));
    }

    private static void PrintJson(FacetCounts counts)
    {
        using Stream stream = StandardOutput.Open();
        JsonOutput json = new(stream);
        json.Writer.WriteStartObject();
        json.Writer.WriteNumber("count", counts.RowCount);
        IntersectJson.WriteFacets(json.Writer, counts);
        json.Writer.WriteEndObject();
        json.EndLine();
        json.End();
    }

    private static IEnumerable<(string Facet, FacetValue Value)> All(FacetCounts counts) =>
        counts.Facets.SelectMany(facet =>
            facet.Values.Select(value => (QuestionWords.Facets.NameOf(facet.Facet), value)));
}
