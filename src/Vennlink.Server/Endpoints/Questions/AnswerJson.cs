using System.Text.Json;
using Vennlink.Query;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Query.Walk;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary>Answers to questions as JSON; docs/api-v1.md has each field.</summary>
internal static class AnswerJson
{
    /// <summary>Writes what every answer begins with: what was understood, and what the answer is of.</summary>
    public static void WriteHead(Utf8JsonWriter json, AskedQuestion asked)
    {
        if (asked.Question.Id is { } id)
        {
            json.WritePropertyName("id");
            json.WriteRawValue(id);
        }

        json.WritePropertyName("question");
        QuestionJson.Write(json, asked.Question);
        json.WriteString("snapshot", asked.Served.Id);
        json.WriteString("version", ServerVersion.Text);
    }

    /// <summary>Writes a number of rows, and of how much of the index it is.</summary>
    public static void WriteTotal(Utf8JsonWriter json, long total)
    {
        json.WriteNumber("total", total);
        json.WriteBoolean("exact", true);
        WriteCoverage(json);
    }

    /// <summary>Writes of how much of the index an answer is: all of it, while there is one shard.</summary>
    public static void WriteCoverage(Utf8JsonWriter json)
    {
        json.WriteStartObject("coverage");
        json.WriteNumber("shards", 1);
        json.WriteNumber("of", 1);
        json.WriteEndObject();
    }

    /// <summary>Writes what is hidden, and what whoever asks should know of how the question was understood; nothing of
    /// nothing.</summary>
    public static void WriteNotes(Utf8JsonWriter json, FoundQuery found)
    {
        IntersectJson.WriteHidden(json, found);
        string[] notes = [.. found.Query.Notes, .. found.Notes];
        if (notes.Length > 0)
        {
            json.WriteStartArray("notes");
            foreach (string note in notes)
            {
                json.WriteStringValue(note);
            }

            json.WriteEndArray();
        }
    }

    /// <summary>Writes one page of rows.</summary>
    /// <returns>How many.</returns>
    public static long WritePage(Utf8JsonWriter json, AskedQuestion asked, PageTokens tokens,
        CancellationToken cancellationToken)
    {
        FoundQuery found = asked.Engine.Find(asked.Query, cancellationToken);
        int limit = asked.Start.Limit;
        IReadOnlyList<IntersectRow> rows =
            asked.Engine.Rows(found, limit + 1, asked.Start.Token?.Position, cancellationToken);
        bool hasMore = rows.Count > limit;
        int count = Math.Min(rows.Count, limit);
        WriteHead(json, asked);
        if (asked.Question.IncludesTotal)
        {
            WriteTotal(json, asked.Engine.Count(found, cancellationToken));
        }
        else
        {
            WriteCoverage(json);
        }

        WriteNotes(json, found);
        json.WriteStartArray("results");
        foreach (SourceRow row in asked.Engine.Describe(found, rows.Take(count)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            IntersectJson.WriteRow(json, asked.Query, row);
        }

        json.WriteEndArray();
        json.WriteString("next_token", !hasMore ? "" : tokens.Next(
            asked.Start, asked.Served, QueryFingerprint.Of(asked.Query), count,
            asked.Engine.PositionOf(found, rows[count - 1])));
        return count;
    }
}
