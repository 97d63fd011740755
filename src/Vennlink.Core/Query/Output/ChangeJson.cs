using System.Text.Json;
using Vennlink.Links;
using Vennlink.Query.Changes;
using Vennlink.Query.Questions;
using Vennlink.Snapshots;

namespace Vennlink.Query.Output;

/// <summary>Rows of two indexes compared, as JSON, the same over every door; docs/diff.md has each field.</summary>
public static class ChangeJson
{
    /// <summary>Writes which index is meant: an object of its snapshot, its date where it is of one, and what rules
    /// hide there.</summary>
    public static void WriteIndex(Utf8JsonWriter json, string name, Manifest manifest, FoundQuery question)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(manifest);
        json.WriteStartObject(name);
        json.WriteString("snapshot", manifest.SnapshotId);
        if (manifest.Until is { } until)
        {
            json.WriteString("until", until);
        }

        IntersectJson.WriteHidden(json, question);
        json.WriteEndObject();
    }

    /// <summary>Writes how many rows of which value were gained, kept and lost: a field of an object; nothing of no
    /// facet.</summary>
    public static void WriteFacets(Utf8JsonWriter json, IReadOnlyList<ChangedFacet> facets)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(facets);
        if (facets.Count == 0)
        {
            return;
        }

        json.WriteStartObject("facets");
        foreach (ChangedFacet facet in facets)
        {
            json.WriteStartArray(QuestionWords.Facets.NameOf(facet.Facet));
            foreach (ChangedValue value in facet.Values)
            {
                json.WriteStartObject();
                json.WriteString("value", value.Value);
                json.WriteNumber("gained", value.GainedCount);
                json.WriteNumber("kept", value.KeptCount);
                json.WriteNumber("lost", value.LostCount);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Writes how many rows there are of each: three fields of an object.</summary>
    public static void WriteCounts(Utf8JsonWriter json, QuestionDiff diff)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(diff);
        json.WriteNumber("gained", diff.GainedCount);
        json.WriteNumber("kept", diff.KeptCount);
        json.WriteNumber("lost", diff.LostCount);
    }

    /// <summary>Writes the object of a row.</summary>
    public static void WriteRow(Utf8JsonWriter json, IntersectQuery query, ChangedRow row)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(row);
        json.WriteStartObject();
        json.WriteString("change", ChangeWords.RowChanges.NameOf(row.Change));
        if (row.Cause != RowCause.None)
        {
            json.WriteString("cause", ChangeWords.RowCauses.NameOf(row.Cause));
        }

        json.WriteString("page", row.Row.Page);
        json.WriteString("title", row.Row.Title);
        json.WriteNumber("domain_authority", row.Row.DomainAuthority);
        json.WriteNumber("spam_score", row.Row.SpamScore);
        WriteTargets(json, "before", query, row.Before);
        WriteTargets(json, "after", query, row.After);
        json.WriteStartArray("targets");
        foreach (TargetChange target in row.Targets)
        {
            WriteTarget(json, target);
        }

        json.WriteEndArray();
        if (row.Row.Evidence is { } evidence)
        {
            EvidenceOutput.Write(json, query.PositiveTargets, evidence);
        }

        json.WriteEndObject();
    }

    private static void WriteTargets(
        Utf8JsonWriter json, string name, IntersectQuery query, IReadOnlyList<int> targets) =>
        json.WriteTexts(name, targets.Select(target => query.PositiveTargets[target].Text));

    private static void WriteTarget(Utf8JsonWriter json, TargetChange target)
    {
        json.WriteStartObject();
        json.WriteString("target", target.Target.Text);
        if (target.IsNegative)
        {
            json.WriteBoolean("not", true);
        }

        json.WriteString("change", ChangeWords.LinkChanges.NameOf(target.Change));
        json.WriteStartArray("links");
        foreach (ChangedLink link in target.Links)
        {
            json.WriteStartObject();
            json.WriteString("change", ChangeWords.LinkChanges.NameOf(link.Change));
            WriteLink(json, link.Link);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // What an index does not know of a link is left out.
    private static void WriteLink(Utf8JsonWriter json, EvidenceRow link)
    {
        json.WriteString("page", link.SourcePage);
        json.WriteString("target", link.TargetPage);
        if (link.Kind != LinkKind.Arc)
        {
            json.WriteString("kind", QuestionWords.LinkKinds.NameOf(link.Kind));
            json.WriteString("anchor", link.Anchor);
            json.WriteTexts("rel", QuestionWords.LinkRels.Within(link.Rel));
        }

        WriteTime(json, "first_seen", link.FirstSeenSeconds);
        WriteTime(json, "last_seen", link.LastSeenSeconds);
        json.WriteString("file", link.File);
        if (link.InnerFile is { } inner)
        {
            json.WriteString("inner_file", inner);
        }

        if (link.OffsetBytes is { } offset)
        {
            json.WriteNumber("offset", offset);
            json.WriteBoolean("offset_decompressed", link.OffsetIsDecompressed ?? false);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string name, long? seconds)
    {
        if (Timestamp.Show(seconds) is { Length: > 0 } text)
        {
            json.WriteString(name, text);
        }
    }
}
