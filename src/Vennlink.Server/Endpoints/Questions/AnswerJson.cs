using System.Text.Json;
using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Query.Facets;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Query.Walk;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary>Answers to questions as JSON; docs/api-v1.md has each field.</summary>
internal static class AnswerJson
{
    /// <summary>Writes what every answer begins with: what was understood, and what the answer is of.</summary>
    public static void WriteHead(Utf8JsonWriter json, AskedQuestion asked)
    {
        json.WriteId(asked.Question.Id);
        json.WritePropertyName("question");
        QuestionJson.Write(json, asked.Question);
        WriteOf(json, asked.Served);
    }

    /// <summary>The same of an answer that is not to a question of rows.</summary>
    public static void WriteHead(Utf8JsonWriter json, string? id, ServedSnapshot served)
    {
        json.WriteId(id);
        WriteOf(json, served);
        WriteCoverage(json);
    }

    /// <summary>What an answer is of.</summary>
    public static Citation CitationOf(AskedQuestion asked) =>
        new(QuestionJson.Text(asked.Question), asked.Served.Id, ServerVersion.Text);

    /// <summary>Writes a number of rows, and of how much of the index it is.</summary>
    public static void WriteTotal(Utf8JsonWriter json, long total)
    {
        json.WriteNumber("total", total);
        WriteCoverage(json);
    }

    /// <summary>Writes of how much of the index an answer is: all of it, while there is one shard.</summary>
    public static void WriteCoverage(Utf8JsonWriter json)
    {
        json.WriteBoolean("exact", true);
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
        json.WriteAnyTexts("notes", [.. found.Query.Notes, .. found.Notes]);
    }

    /// <summary>Writes how many rows the whole answer has, and by what they are counted beside.</summary>
    /// <returns>The number of rows.</returns>
    public static long WriteCounts(
        Utf8JsonWriter json, AskedQuestion asked, FoundQuery found, CancellationToken cancellationToken)
    {
        if (asked.Question.Facets.Count == 0)
        {
            long total = asked.Engine.Count(found, cancellationToken);
            WriteTotal(json, total);
            return total;
        }

        FacetCounts counts = asked.Engine.CountFacets(found, asked.Question.Facets, cancellationToken);
        WriteTotal(json, counts.RowCount);
        IntersectJson.WriteFacets(json, counts);
        return counts.RowCount;
    }

    /// <summary>Writes why an answer has no row.</summary>
    public static void WriteWhyEmpty(
        Utf8JsonWriter json, AskedQuestion asked, FoundQuery found, CancellationToken cancellationToken) =>
        AnswerFields.WriteWhyEmpty(json, asked.Query, EmptyAnswer.Of(asked.Engine, found, cancellationToken));

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
        if (asked.Question.IncludesTotal || asked.Question.Facets.Count > 0)
        {
            WriteCounts(json, asked, found, cancellationToken);
        }
        else
        {
            WriteCoverage(json);
        }

        WriteNotes(json, found);
        json.WriteStartArray("results");
        foreach (SourceRow row in asked.Describe(found, rows.Take(count), cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            IntersectJson.WriteRow(json, asked.Query, row);
        }

        json.WriteEndArray();
        if (count == 0 && asked.Start.Token is null)
        {
            WriteWhyEmpty(json, asked, found, cancellationToken);
        }

        json.WriteString("next_token", !hasMore ? "" : tokens.Next(
            asked.Start, asked.Served, QueryFingerprint.Of(asked.Query), count,
            asked.Engine.PositionOf(found, rows[count - 1])));
        return count;
    }

    /// <summary>Writes what stands in the place of an answer that there is none.</summary>
    public static void WriteProblem(Utf8JsonWriter json, string? id, ApiException problem)
    {
        json.WriteStartObject();
        json.WriteId(id);
        json.WritePropertyName("error");
        JsonSerializer.Serialize(json, ErrorResponse.Of(problem), ApiJson.Readable.ErrorResponse);
        json.WriteEndObject();
    }

    /// <summary>Writes a line that says why lines end early.</summary>
    public static void WriteProblemLine(Stream output, ApiException problem)
    {
        using Utf8JsonWriter json = new(output, JsonOutput.Options);
        WriteProblem(json, null, problem);
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void WriteOf(Utf8JsonWriter json, ServedSnapshot served)
    {
        json.WriteString("snapshot", served.Id);
        json.WriteString("version", ServerVersion.Text);
        AnswerFields.WriteRead(json, served.Snapshot.Manifest);
    }
}
