using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Vennlink.Server.OpenApi;
using Vennlink.Server.Serving;

namespace Vennlink.Server.Tests.OpenApi;

/// <summary>The OpenAPI document, and whether an answer is as it says.</summary>
internal static class DescribedApi
{
    private const string Refs = "#/components/schemas/";

    // Paths that answer with something else than the API.
    private static readonly string[] _others = ["/mcp", "/reference", "/site/"];

    private static readonly ConcurrentDictionary<string, JsonSchema> _schemas = [];

    /// <summary>The document, of a server with the usual options.</summary>
    public static JsonObject Document { get; } = JsonNode.Parse(ApiDescription.Write(
        new ServerOptions { IndexFolder = "index", KeysFile = "keys" }))!.AsObject();

    /// <summary>The schemas by their names.</summary>
    public static JsonObject Schemas => Document["components"]!["schemas"]!.AsObject();

    /// <summary>Fails when an answer is not as the document says.</summary>
    public static void Check(HttpRequestMessage request, Answer answer)
    {
        string path = request.RequestUri!.IsAbsoluteUri
            ? request.RequestUri.AbsolutePath : request.RequestUri.OriginalString.Split('?')[0];
        path = path.Length > 1 && path[^1] == '/' ? path[..^1].ToLowerInvariant() : path.ToLowerInvariant();
        JsonNode? operation = Described(path)?[request.Method.Method.ToLowerInvariant()];
        if (operation is null)
        {
            Assert.True(answer.Status is 404 or 405 || request.Method == HttpMethod.Head
                || request.Method == HttpMethod.Options || _others.Any(other => path.StartsWith(other, StringComparison.Ordinal)),
                $"{request.Method} {path} is answered {answer.Status} and not described");
            return;
        }

        if (answer.Status is 303 or 304)
        {
            // It tells where else to look, and nothing of its own.
            return;
        }

        JsonNode? response = operation["responses"]![answer.Status.ToString(CultureInfo.InvariantCulture)];
        Assert.True(response is not null, $"{path} answers {answer.Status}, which is not described");
        if (response["content"] is null)
        {
            Assert.Equal("", answer.Body);
            return;
        }

        string media = answer.ContentType!.Split(';')[0];
        JsonNode? content = response["content"]![media];
        Assert.True(content is not null, $"{path} answers {answer.Status} as {media}, which is not described");
        JsonNode schema = content["schema"]!;
        if (media == "application/json")
        {
            Validate(schema, answer.Body, path);
        }
        else if (schema[ApiDescription.LineSchema] is { } ofLine)
        {
            foreach (string line in answer.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Validate(ofLine, line, path);
            }
        }
    }

    // A part of a path in braces stands for any text without a slash.
    private static JsonNode? Described(string path)
    {
        string[] parts = path.Split('/');
        return Document["paths"]!.AsObject()
            .Where(described => described.Key.Split('/') is var names && names.Length == parts.Length
                && names.Zip(parts).All(part => part.First == part.Second || part.First.StartsWith('{')))
            .OrderBy(described => described.Key.Count(letter => letter == '{'))
            .FirstOrDefault().Value;
    }

    private static void Validate(JsonNode reference, string body, string path)
    {
        string name = ((string)reference["$ref"]!)[Refs.Length..];
        JsonSchema schema = _schemas.GetOrAdd(name, Build);
        using JsonDocument json = JsonDocument.Parse(body);
        EvaluationResults results = schema.Evaluate(
            json.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        string problems = string.Join("; ", (results.Details ?? []).Where(detail => detail.Errors is not null).Take(8)
            .Select(detail => $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)}"));
        Assert.True(results.IsValid, $"{path} does not answer a {name}: {problems}\n{body}");
    }

    // A field that is not described is a fault here, though readers of the document are to pass it over.
    private static JsonSchema Build(string name)
    {
        JsonObject definitions = Schemas.DeepClone().AsObject();
        Close(definitions);
        JsonObject whole = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$ref"] = "#/$defs/" + name,
            ["$defs"] = definitions,
        };
        return JsonSchema.FromText(whole.ToJsonString().Replace(Refs, "#/$defs/", StringComparison.Ordinal));
    }

    private static void Close(JsonNode? node)
    {
        if (node is JsonObject schema)
        {
            if (schema["properties"] is JsonObject && schema["type"] is not null
                && !schema.ContainsKey("additionalProperties"))
            {
                schema["additionalProperties"] = false;
            }

            foreach ((_, JsonNode? part) in schema)
            {
                Close(part);
            }
        }
        else if (node is JsonArray parts)
        {
            foreach (JsonNode? part in parts)
            {
                Close(part);
            }
        }
    }
}
