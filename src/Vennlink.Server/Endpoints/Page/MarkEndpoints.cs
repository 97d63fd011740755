using System.Globalization;
using System.Text.Json;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Server.Notebook;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Page;

/// <summary><c>GET /api/v1/marks</c>: what people noted of prospects.</summary>
internal sealed class MarkListEndpoint(NotebookStore notebook, int maxBodyBytes) : IEndpoint
{
    public string Method => HttpMethods.Get;

    public string Path => "/api/v1/marks";

    public int MaxBodyBytes => maxBodyBytes;

    public Task<EndpointAnswer> AnswerAsync(EndpointCall call)
    {
        return Task.FromResult(EndpointAnswer.OfJson(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("marks");
            foreach (Mark mark in notebook.Marks())
            {
                json.WriteStartObject();
                json.WriteString("source", mark.Source);
                json.WriteString("status", mark.Status);
                json.WriteTexts("tags", mark.Tags);
                json.WriteString("note", mark.Note);
                json.WriteString("changed_at", Timestamp.Show(mark.ChangedSeconds));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }
}

/// <summary><c>PUT /api/v1/marks/{source}</c>: notes something of a prospect.</summary>
internal sealed class MarkEndpoint(NotebookStore notebook, int maxBodyBytes) : IEndpoint
{
    public string Method => HttpMethods.Put;

    public string Path => "/api/v1/marks/{source}";

    public int MaxBodyBytes => maxBodyBytes;

    public Task<EndpointAnswer> AnswerAsync(EndpointCall call)
    {
        string source = KeptJson.Checked("source", call.PathValues["source"], Mark.MaxSourceLength);
        using JsonDocument body = ObjectBody.Parse(call.Body);
        ObjectBody.CheckNames(body.RootElement, "", "source", "status", "tags", "note", "changed_at");
        string status = KeptJson.Text(body.RootElement, "status", maxLength: 40);
        if (source.Length == 0)
        {
            throw ApiException.BadRequest("source must not be blank.");
        }

        if (status.Length > 0 && !Mark.Statuses.Contains(status))
        {
            throw ApiException.BadRequest($"status must be one of {string.Join(", ", Mark.Statuses)}, or empty.");
        }

        string note = KeptJson.Text(body.RootElement, "note", Mark.MaxNoteLength, mayHaveLines: true);
        return notebook.TryMark(source, status, TagsOf(body.RootElement), note)
            ? Task.FromResult(EndpointAnswer.Done)
            : throw ApiException.Conflict(string.Create(
                CultureInfo.InvariantCulture, $"There are {Mark.MaxCount:N0} marks, and no more are kept."));
    }

    private static string[] TagsOf(JsonElement body)
    {
        if (!body.TryGetProperty("tags", out JsonElement tags) || tags.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (tags.ValueKind != JsonValueKind.Array || tags.GetArrayLength() > Mark.MaxTags)
        {
            throw ApiException.BadRequest($"tags must be an array of up to {Mark.MaxTags} strings.");
        }

        return [.. tags.EnumerateArray().Select(tag => KeptJson.Checked(
            "A tag", tag.ValueKind == JsonValueKind.String ? tag.GetString() : null, Mark.MaxTagLength))
            .Where(tag => tag.Length > 0).Distinct(StringComparer.Ordinal)];
    }
}
