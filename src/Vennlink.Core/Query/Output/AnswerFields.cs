using System.Text.Json;
using Vennlink.Query.Explain;
using Vennlink.Query.Questions;
using Vennlink.Snapshots;

namespace Vennlink.Query.Output;

/// <summary>What an answer says of itself beside its rows, as JSON: the same over every door.</summary>
public static class AnswerFields
{
    /// <summary>Writes what was read for an answer: a field of an object.</summary>
    public static void WriteRead(Utf8JsonWriter json, Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(manifest);
        json.WriteStartObject("read");
        json.WriteNumber("inputs", manifest.Inputs.Count);
        json.WriteString("captured_from", manifest.Options.GetValueOrDefault(SnapshotManifest.CapturedFromOption));
        json.WriteString("captured_until", manifest.Options.GetValueOrDefault(SnapshotManifest.CapturedUntilOption));
        json.WriteEndObject();
    }

    /// <summary>Writes why an answer has no row: a field of an object.</summary>
    public static void WriteWhyEmpty(Utf8JsonWriter json, IntersectQuery query, EmptyAnswer empty)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(empty);
        json.WriteStartObject("why_empty");
        json.WriteStartArray("targets");
        for (int target = 0; target < empty.TargetRows.Count; target++)
        {
            json.WriteStartObject();
            json.WriteString("target", query.PositiveTargets[target].Text);
            json.WriteNumber("rows", empty.TargetRows[target]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("without");
        foreach (DroppedCondition condition in empty.Conditions)
        {
            json.WriteStartObject();
            json.WriteString("condition", condition.Name);
            json.WriteString("value", condition.Value);
            if (condition.Instead is { } instead)
            {
                json.WriteString("instead", instead);
            }

            json.WriteNumber("rows", condition.RowCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteTexts("lines", empty.Lines);
        json.WriteEndObject();
    }
}
