using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vennlink.Query.Output;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;

namespace Vennlink.Server.OpenApi;

/// <summary>The API as an OpenAPI 3.1 document.</summary>
internal static class ApiDescription
{
    /// <summary>Behind a schema of lines: what each of them is. OpenAPI 3.1 has no word for it.</summary>
    public const string LineSchema = "x-line-schema";

    private static readonly (int Status, string Description)[] _errors =
    [
        (400, "The request is wrong; all its problems are named."),
        (401, "There is no valid key."),
        (403, "The key may not make this call, or has used its rows; or a page of another site asks."),
        (404, "There is no such thing."),
        (406, "No form that there is is accepted."),
        (410, "The next_token is too old."),
        (409, "It cannot be done now."),
        (413, "The body is too long."),
        (415, "The file is of no kind that is read."),
        (429, "The key comes too often."),
        (500, "The index cannot be read."),
        (507, "The disk is full."),
        (503, "There is no index, or too many questions at once."),
    ];

    /// <summary>The document in UTF-8.</summary>
    /// <param name="options">Bounds that it names.</param>
    public static byte[] Write(ServerOptions options)
    {
        JsonObject document = new()
        {
            ["openapi"] = "3.1.1",
            ["info"] = Info(),
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(
                new JsonObject { ["basic"] = new JsonArray() }, new JsonObject { ["token"] = new JsonArray() }),
            ["paths"] = Paths(Operations.All(options)),
            ["components"] = Components(options),
        };
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, JsonOutput.Options))
        {
            document.WriteTo(json);
        }

        return text.ToArray();
    }

    /// <summary>A schema with those that it refers to inside, for readers that have not the document.</summary>
    public static JsonObject Standalone(ServerOptions options, JsonObject schema)
    {
        JsonObject all = Named(options);
        JsonObject definitions = [];
        Gather(schema);
        JsonObject whole = schema["$ref"] is null ? schema.DeepClone().AsObject()
            : all[NameOf(schema)]!.DeepClone().AsObject();
        if (definitions.Count > 0)
        {
            whole["$defs"] = definitions;
        }

        return JsonNode.Parse(whole.ToJsonString().Replace(Schemas.Place, "#/$defs/", StringComparison.Ordinal))!
            .AsObject();

        void Gather(JsonNode? node)
        {
            if (node is JsonObject part)
            {
                if (part["$ref"] is not null && !definitions.ContainsKey(NameOf(part)))
                {
                    definitions[NameOf(part)] = all[NameOf(part)]!.DeepClone();
                    Gather(all[NameOf(part)]);
                }

                foreach ((_, JsonNode? inner) in part)
                {
                    Gather(inner);
                }
            }
            else if (node is JsonArray parts)
            {
                foreach (JsonNode? inner in parts)
                {
                    Gather(inner);
                }
            }
        }
    }

    private static string NameOf(JsonObject reference) => ((string)reference["$ref"]!)[Schemas.Place.Length..];

    private static JsonObject Info() => new()
    {
        ["title"] = "Vennlink",
        ["version"] = ServerVersion.Text,
        ["description"] = "Which pages, hosts or root domains link to at least k of these sites, and to none of those?",
        ["license"] = new JsonObject { ["name"] = "Apache 2.0", ["identifier"] = "Apache-2.0" },
    };

    private static JsonObject Named(ServerOptions options)
    {
        JsonObject schemas = new() { ["Any"] = new JsonObject { ["description"] = "Any JSON." } };
        foreach ((string name, JsonObject schema) in (IEnumerable<(string, JsonObject)>)
            [
                .. QuestionSchemas.All(options), .. AnswerSchemas.All, .. ChangeSchemas.All, .. RpcSchemas.All,
                .. PageSchemas.All, .. ImportSchemas.All,
            ])
        {
            schemas.Add(name, schema);
        }

        return schemas;
    }

    private static JsonObject Components(ServerOptions options)
    {
        return new JsonObject
        {
            ["schemas"] = Named(options),
            ["securitySchemes"] = new JsonObject
            {
                ["basic"] = new JsonObject
                {
                    ["type"] = "http",
                    ["scheme"] = "basic",
                    ["description"] = "Access ID and Secret Key.",
                },
                ["token"] = new JsonObject
                {
                    ["type"] = "apiKey",
                    ["in"] = "header",
                    ["name"] = "x-moz-token",
                    ["description"] = "Base64 of AccessID:SecretKey.",
                },
            },
        };
    }

    private static JsonObject Paths(IEnumerable<Operation> operations)
    {
        JsonObject paths = [];
        foreach (Operation operation in operations)
        {
            if (!paths.ContainsKey(operation.Path))
            {
                paths.Add(operation.Path, new JsonObject());
            }

            paths[operation.Path]!.AsObject().Add(operation.Method.ToLowerInvariant(), Describe(operation));
        }

        return paths;
    }

    private static JsonObject Describe(Operation operation)
    {
        JsonObject described = new()
        {
            ["operationId"] = operation.Id,
            ["tags"] = new JsonArray(operation.Tag),
            ["summary"] = operation.Summary,
            ["description"] = operation.Description,
        };
        if (!operation.NeedsKey)
        {
            described["security"] = new JsonArray();
        }

        if (operation.Parameters.Count > 0)
        {
            described["parameters"] =
                new JsonArray([.. operation.Parameters.Select(field => Parameter(operation, field))]);
        }

        if (operation.Request is { } request)
        {
            described["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content([request]) };
        }

        described["responses"] = Responses(operation);
        return described;
    }

    private static JsonObject Parameter(Operation operation, Field field)
    {
        JsonNode? description = field.Schema["description"];
        field.Schema.Remove("description");
        return new JsonObject
        {
            ["name"] = field.Name,
            ["in"] = operation.Path.Contains($"{{{field.Name}}}", StringComparison.Ordinal) ? "path" : "query",
            ["required"] = field.IsRequired,
            ["description"] = description,
            ["schema"] = field.Schema,
        };
    }

    private static JsonObject Responses(Operation operation)
    {
        JsonObject good = new() { ["description"] = operation.Summary + "." };
        if (operation.Answers.Count > 0)
        {
            good["content"] = Content(operation.Answers);
        }

        JsonObject responses = new() { [operation.Status.ToString(CultureInfo.InvariantCulture)] = good };

        // Whatever a key may ask, a browser that signed in may.
        int[] errors = operation.NeedsKey ? [.. operation.Errors, 403] : [.. operation.Errors];
        foreach (int status in errors.Distinct().Order())
        {
            responses.Add(status.ToString(CultureInfo.InvariantCulture), new JsonObject
            {
                ["description"] = _errors.First(error => error.Status == status).Description,
                ["content"] = Content([new("application/json", operation.ErrorSchema)]),
            });
        }

        return responses;
    }

    private static JsonObject Content(IEnumerable<Body> bodies)
    {
        JsonObject content = [];
        foreach (Body body in bodies)
        {
            JsonObject media = new() { ["schema"] = SchemaOf(body) };
            JsonObject examples = [];
            foreach ((string name, string summary, JsonNode value) in body.Examples)
            {
                examples.Add(name, new JsonObject { ["summary"] = summary, ["value"] = value });
            }

            if (examples.Count > 0)
            {
                media["examples"] = examples;
            }

            content.Add(body.MediaType, media);
        }

        return content;
    }

    private static JsonObject SchemaOf(Body body)
    {
        if (body.IsJson)
        {
            return Schemas.Ref(body.Schema);
        }

        JsonObject text = Schemas.Text(body.IsLines ? "Lines of JSON."
            : body.MediaType.StartsWith("text/", StringComparison.Ordinal) ? "Text." : "Bytes.");
        if (body.IsLines)
        {
            text[LineSchema] = Schemas.Ref(body.Schema);
        }

        return text;
    }
}
