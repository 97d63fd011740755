using System.Text.Json;
using Vennlink.Query.Facets;
using Vennlink.Query.Hide;
using Vennlink.Query.Questions;

namespace Vennlink.Query.Output;

/// <summary>A row of an answer as JSON: as the API has it, and which targets it links to by name.</summary>
public static class IntersectJson
{
    /// <summary>Writes the object of a row.</summary>
    public static void WriteRow(Utf8JsonWriter json, IntersectQuery query, SourceRow row)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(row);
        json.WriteStartObject();
        json.WriteString("page", row.Page);
        json.WriteString("title", row.Title);
        json.WriteNumber("domain_authority", row.DomainAuthority);
        json.WriteNumber("spam_score", row.SpamScore);
        WriteTargets(json, query.PositiveTargets, row.MatchingTargetIndexes);
        if (row.MatchingSourcePages is { } pages)
        {
            json.WriteStartArray("matching_source_pages");
            foreach (MatchingSourcePage page in pages)
            {
                json.WriteStartObject();
                json.WriteString("page", page.Page);
                json.WriteNumber("page_authority", page.PageAuthority);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (row.Evidence is { } evidence)
        {
            EvidenceOutput.Write(json, query.PositiveTargets, evidence);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes how many rows have which values: a field of an object.</summary>
    public static void WriteFacets(Utf8JsonWriter json, FacetCounts counts)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(counts);
        json.WriteStartObject("facets");
        foreach (FacetValues facet in counts.Facets)
        {
            json.WriteStartArray(QuestionWords.Facets.NameOf(facet.Facet));
            foreach (FacetValue value in facet.Values)
            {
                json.WriteStartObject();
                json.WriteString("value", value.Value);
                json.WriteNumber("rows", value.RowCount);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>
    /// Writes what rules hide, as the field <c>hidden</c> of an object; nothing where none was asked.
    /// </summary>
    public static void WriteHidden(Utf8JsonWriter json, FoundQuery question)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(question);
        if (question.HiddenCounts.Count == 0)
        {
            return;
        }

        json.WriteStartObject("hidden");
        json.WriteNumber("rows", question.HiddenRowCount);
        json.WriteStartObject("by_rule");
        foreach (HiddenCount hidden in question.HiddenCounts)
        {
            json.WriteNumber(hidden.Rule.ToString(), hidden.RowCount);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes which targets are meant, by number and by name: two fields of an object.</summary>
    public static void WriteTargets(Utf8JsonWriter json, IReadOnlyList<Target> targets, IReadOnlyList<int> indexes)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(indexes);
        json.WriteStartArray("matching_target_indexes");
        foreach (int target in indexes)
        {
            json.WriteNumberValue(target);
        }

        json.WriteEndArray();
        json.WriteTexts("matching_targets", indexes.Select(target => targets[target].Text));
    }
}
