using System.Text.Json.Nodes;

namespace Vennlink.Server.OpenApi;

/// <summary>Pieces of JSON Schema (draft 2020-12). Each call makes a new one, since a node has one parent.</summary>
internal static class Schemas
{
    /// <summary>Where the schemas of the document are.</summary>
    public const string Place = "#/components/schemas/";

    /// <summary>A string.</summary>
    public static JsonObject Text(string description, params string[] examples) =>
        WithExamples(Typed("string", description), examples.Select(example => (JsonNode)example!));

    /// <summary>One of a few strings.</summary>
    public static JsonObject Word(string description, IEnumerable<string> words, string? usual = null)
    {
        JsonObject schema = Typed("string", description);
        schema["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word!)]);
        return usual is null ? schema : WithDefault(schema, usual);
    }

    /// <summary>A whole number.</summary>
    public static JsonObject Whole(string description, long? min = null, long? max = null, long? usual = null)
    {
        JsonObject schema = Typed("integer", description);
        if (min is { } least)
        {
            schema["minimum"] = least;
        }

        if (max is { } most)
        {
            schema["maximum"] = most;
        }

        return usual is { } value ? WithDefault(schema, value) : schema;
    }

    /// <summary>A number.</summary>
    public static JsonObject Number(string description) => Typed("number", description);

    /// <summary>True or false.</summary>
    public static JsonObject Truth(string description, bool? usual = null)
    {
        JsonObject schema = Typed("boolean", description);
        return usual is { } value ? WithDefault(schema, value) : schema;
    }

    /// <summary>A day.</summary>
    public static JsonObject Day(string description)
    {
        JsonObject schema = Text(description, "2026-06-30");
        schema["format"] = "date";
        return schema;
    }

    /// <summary>An array.</summary>
    public static JsonObject ListOf(JsonObject items, string description, int? min = null)
    {
        JsonObject schema = Typed("array", description);
        schema["items"] = items;
        if (min is { } least)
        {
            schema["minItems"] = least;
        }

        return schema;
    }

    /// <summary>A schema of the document by its name.</summary>
    public static JsonObject Ref(string name) => new() { ["$ref"] = Place + name };

    /// <summary>As <see cref="Ref(string)"/>, with a description of its own.</summary>
    public static JsonObject Ref(string name, string description)
    {
        JsonObject schema = Ref(name);
        schema["description"] = description;
        return schema;
    }

    /// <summary>Any one of these.</summary>
    public static JsonObject AnyOf(string description, params JsonObject[] schemas) =>
        new() { ["description"] = description, ["anyOf"] = new JsonArray([.. schemas]) };

    /// <summary>What a schema says, or null.</summary>
    public static JsonObject OrNull(JsonObject schema)
    {
        if (schema["type"] is JsonValue type)
        {
            schema["type"] = new JsonArray(type.GetValue<string>(), "null");
            (schema["enum"] as JsonArray)?.Add((JsonNode?)null);
            return schema;
        }

        return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
    }

    /// <summary>An object of a request: fields that are not known are refused, unless it says so.</summary>
    public static JsonObject Request(string description, params IEnumerable<Field> fields)
    {
        JsonObject schema = Answer(description, fields);
        schema["additionalProperties"] = false;
        return schema;
    }

    /// <summary>An object of an answer: a later version may have more fields.</summary>
    public static JsonObject Answer(string description, params IEnumerable<Field> fields)
    {
        JsonObject properties = [];
        JsonArray required = [];
        foreach (Field field in fields)
        {
            properties.Add(field.Name, field.Schema);
            if (field.IsRequired)
            {
                required.Add((JsonNode)field.Name!);
            }
        }

        JsonObject schema = Typed("object", description);
        schema["properties"] = properties;
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        return schema;
    }

    private static JsonObject Typed(string type, string description) =>
        new() { ["type"] = type, ["description"] = description };

    private static JsonObject WithDefault(JsonObject schema, JsonNode value)
    {
        schema["default"] = value;
        return schema;
    }

    private static JsonObject WithExamples(JsonObject schema, IEnumerable<JsonNode> examples)
    {
        JsonNode[] all = [.. examples];
        if (all.Length > 0)
        {
            schema["examples"] = new JsonArray(all);
        }

        return schema;
    }
}

/// <summary>A field of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Schema">What it may hold, with a description.</param>
/// <param name="IsRequired">Whether it is always there.</param>
internal sealed record Field(string Name, JsonObject Schema, bool IsRequired = false)
{
    /// <summary>A field that is always there.</summary>
    public static Field Always(string name, JsonObject schema) => new(name, schema, IsRequired: true);
}
