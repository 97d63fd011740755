using System.Buffers;
using System.Text;
using System.Text.Json;
using Vennlink.Query.Output;
using Vennlink.Server.Notebook;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Page;

/// <summary><c>GET /api/v1/saved</c>: the questions that were kept.</summary>
internal sealed class SavedListEndpoint(NotebookStore notebook, int maxBodyBytes) : IEndpoint
{
    public string Method => HttpMethods.Get;

    public string Path => "/api/v1/saved";

    public int MaxBodyBytes => maxBodyBytes;

    public Task<EndpointAnswer> AnswerAsync(EndpointCall call)
    {
        return Task.FromResult(EndpointAnswer.OfJson(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("saved");
            foreach (SavedQuestion saved in notebook.Saved())
            {
                json.WriteStartObject();
                json.WriteString("name", saved.Name);
                using JsonDocument content = JsonDocument.Parse(saved.Content);
                foreach (JsonProperty property in content.RootElement.EnumerateObject())
                {
                    property.WriteTo(json);
                }

                json.WriteString("saved_at", Timestamp.Show(saved.SavedSeconds));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }
}

/// <summary><c>PUT /api/v1/saved/{name}</c>: keeps a question.</summary>
internal sealed class SaveEndpoint(NotebookStore notebook, int maxBodyBytes) : IEndpoint
{
    public string Method => HttpMethods.Put;

    public string Path => "/api/v1/saved/{name}";

    public int MaxBodyBytes => maxBodyBytes;

    public Task<EndpointAnswer> AnswerAsync(EndpointCall call)
    {
        string name = KeptJson.Checked("name", call.PathValues["name"], SavedQuestion.MaxNameLength);
        using JsonDocument body = ObjectBody.Parse(call.Body);
        ObjectBody.CheckNames(body.RootElement, "", "name", "question", "view", "snapshot", "total", "saved_at");
        string content = ContentOf(body.RootElement);
        return name.Length == 0 ? throw ApiException.BadRequest("name must not be blank.")
            : notebook.TrySave(name, content) ? Task.FromResult(EndpointAnswer.Done)
            : throw ApiException.Conflict(
                $"There are {SavedQuestion.MaxCount} saved questions, and no more are kept: delete one.");
    }

    // What is kept is what is known, in one order.
    private static string ContentOf(JsonElement body)
    {
        ArrayBufferWriter<byte> content = new();
        using (Utf8JsonWriter json = new(content, JsonOutput.Options))
        {
            json.WriteStartObject();
            Write("question", JsonValueKind.Object, isRequired: true);
            Write("view", JsonValueKind.Object);
            Write("snapshot", JsonValueKind.String);
            Write("total", JsonValueKind.Number);
            json.WriteEndObject();

            void Write(string name, JsonValueKind kind, bool isRequired = false)
            {
                bool isThere =
                    body.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null;
                if (isThere ? value.ValueKind != kind : isRequired)
                {
                    throw ApiException.BadRequest(
                        $"{name} {(isThere ? "must be" : "is required:")} {Words(kind)}.");
                }

                if (isThere)
                {
                    json.WritePropertyName(name);
                    value.WriteTo(json);
                }
            }
        }

        return Encoding.UTF8.GetString(content.WrittenSpan);
    }

    private static string Words(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a string",
        _ => "a number",
    };
}

/// <summary><c>DELETE /api/v1/saved/{name}</c>: forgets a question.</summary>
internal sealed class ForgetEndpoint(NotebookStore notebook) : IEndpoint
{
    public string Method => HttpMethods.Delete;

    public string Path => "/api/v1/saved/{name}";

    public int MaxBodyBytes => 0;

    public Task<EndpointAnswer> AnswerAsync(EndpointCall call) => notebook.Forget(call.PathValues["name"].Trim())
        ? Task.FromResult(EndpointAnswer.Done)
        : throw ApiException.NotFound("There is no saved question of this name.");
}
