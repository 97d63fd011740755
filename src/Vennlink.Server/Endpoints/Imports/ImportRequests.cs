using System.Text.Json;
using Vennlink.Archives.Lists;
using Vennlink.Server.Imports;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Imports;

/// <summary>What is said of an import, as JSON.</summary>
internal static class ImportRequests
{
    private static readonly string[] ColumnNames =
        ["source", "target", "anchor", "title", "rel", "first_seen", "last_seen"];

    /// <summary>What a new import is to hold.</summary>
    /// <param name="IsSample">The samples.</param>
    /// <param name="Folder">A folder of the server; null for none.</param>
    public sealed record Begin(bool IsSample, string? Folder);

    /// <summary>Reads what a new import is to hold; nothing, where files are to be uploaded.</summary>
    /// <exception cref="ApiException">It is not of this shape (400).</exception>
    public static Begin ReadBegin(ReadOnlyMemory<byte> body)
    {
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return new Begin(false, null);
        }

        using JsonDocument document = ObjectBody.Parse(body);
        JsonElement root = document.RootElement;
        ObjectBody.CheckNames(root, "", "sample", "folder");
        return new Begin(Truth(root, "sample", false), Text(root, "folder", ""));
    }

    /// <summary>Reads what is said of files.</summary>
    /// <exception cref="ApiException">It is not of this shape (400).</exception>
    public static ImportOptions ReadOptions(ReadOnlyMemory<byte> body)
    {
        using JsonDocument document = ObjectBody.Parse(body);
        JsonElement root = document.RootElement;
        ObjectBody.CheckNames(root, "", "targets", "columns", "include_lost", "add", "skip_unreadable");
        Dictionary<string, string> targets = new(StringComparer.Ordinal);
        foreach (JsonProperty target in Objects(root, "targets"))
        {
            if (Text(target.Value, $"targets.{target.Name}").Trim() is { Length: > 0 } site)
            {
                targets[target.Name] = site;
            }
        }

        return new ImportOptions
        {
            Targets = targets,
            Columns = Objects(root, "columns").ToDictionary(
                column => column.Name, column => ReadColumns(column.Name, column.Value), StringComparer.Ordinal),
            IncludeLost = Truth(root, "include_lost", false),
            Add = Truth(root, "add", true),
            SkipUnreadable = Truth(root, "skip_unreadable", false),
        };
    }

    private static LinkListColumns ReadColumns(string file, JsonElement columns)
    {
        string place = $"columns.{file}";
        if (columns.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadRequest($"{place} must be an object.");
        }

        ObjectBody.CheckNames(columns, place + ".", ColumnNames);
        return new LinkListColumns(
            Required("source"), Required("target"), Text(columns, "anchor", place), Text(columns, "title", place),
            Text(columns, "rel", place), Text(columns, "first_seen", place), Text(columns, "last_seen", place));

        string Required(string name) => Text(columns, name, place)
            ?? throw ApiException.BadRequest($"{place}.{name} is required.");
    }

    private static JsonElement.ObjectEnumerator Objects(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return default;
        }

        return value.ValueKind == JsonValueKind.Object ? value.EnumerateObject()
            : throw ApiException.BadRequest($"{name} must be an object, by names of files.");
    }

    private static bool Truth(JsonElement parent, string name, bool absent)
    {
        return !parent.TryGetProperty(name, out JsonElement value) ? absent : value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null => absent,
            _ => throw ApiException.BadRequest($"{name} must be true or false."),
        };
    }

    private static string? Text(JsonElement parent, string name, string place) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? Text(value, $"{place}{(place.Length > 0 ? "." : "")}{name}") : null;

    private static string Text(JsonElement value, string place) => value.ValueKind == JsonValueKind.String
        ? value.GetString()! : throw ApiException.BadRequest($"{place} must be a string.");
}
