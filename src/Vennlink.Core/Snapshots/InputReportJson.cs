using System.Text.Json;
using Vennlink.Archives;

namespace Vennlink.Snapshots;

/// <summary>Members of a JSON object that say what reading an input gave; see docs/formats/manifest.md.</summary>
public static class InputReportJson
{
    private const string First = "captures";

    private static readonly Dictionary<string, SkipReason> Reasons =
        Enum.GetValues<SkipReason>().ToDictionary(SkipCounts.NameOf);

    private static readonly string[] Units = ["byte", "line", "row"];

    /// <summary>Name of what places count: <c>byte</c>, <c>line</c> or <c>row</c>.</summary>
    public static string NameOf(PlaceUnit unit) => Units[(int)unit];

    /// <summary>Writes the members into the object at hand. What says nothing is left out.</summary>
    public static void Write(Utf8JsonWriter json, InputReport report)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(report);
        json.WriteNumber(First, report.CaptureCount);
        json.WriteNumber("rows", report.RowCount);
        if (report.PageCount is { } pages)
        {
            json.WriteNumber("pages", pages);
        }

        json.WriteNumber("links", report.LinkCount);
        if (report.Notes.TakenFor.Length > 0)
        {
            json.WriteString("taken_for", report.Notes.TakenFor);
        }

        WriteList(json, "columns", report.Notes.Columns, use =>
        {
            json.WriteStartObject();
            json.WriteString("holds", use.Holds);
            json.WriteString("name", use.Name);
            json.WriteEndObject();
        });
        WriteList(json, "unused_columns", report.Notes.UnusedColumns, json.WriteStringValue);
        WriteList(json, "assumed", report.Notes.Assumptions, json.WriteStringValue);
        SkipReason[] skipped = [.. Reasons.Values.Where(reason => report.Skips[reason] > 0)];
        WriteList(json, "skipped", skipped, reason =>
        {
            json.WriteStartObject();
            json.WriteString("reason", SkipCounts.NameOf(reason));
            json.WriteNumber("count", report.Skips[reason]);
            WriteList(json, "first", report.Skips.Places(reason), place => Write(json, place, report.Notes.Places));
            json.WriteEndObject();
        });
    }

    /// <summary>Reads the members; null where they are not there.</summary>
    internal static InputReport? Read(JsonElement input)
    {
        if (!input.TryGetProperty(First, out JsonElement captures))
        {
            return null;
        }

        PlaceUnit unit = PlaceUnit.Byte;
        SkipCounts skips = new();
        foreach (JsonElement skip in Items(input, "skipped"))
        {
            SkipReason reason = Reasons[Text(skip, "reason")];
            skips.Add(reason, skip.GetProperty("count").GetInt64());
            foreach (JsonElement place in Items(skip, "first"))
            {
                unit = (PlaceUnit)Array.FindIndex(Units, name => place.TryGetProperty(name, out _));
                string? file = place.TryGetProperty("file", out JsonElement name) ? name.GetString() : null;
                skips.Remember(reason, new SkipPlace(place.GetProperty(NameOf(unit)).GetInt64(), file));
            }
        }

        return new InputReport(
            captures.GetInt64(), input.GetProperty("rows").GetInt64(), input.GetProperty("pages").GetInt64(),
            input.GetProperty("links").GetInt64(),
            new InputNotes
            {
                TakenFor = input.TryGetProperty("taken_for", out _) ? Text(input, "taken_for") : "",
                Columns =
                    [.. Items(input, "columns").Select(use => new ColumnUse(Text(use, "holds"), Text(use, "name")))],
                UnusedColumns = Texts(input, "unused_columns"),
                Assumptions = Texts(input, "assumed"),
                Places = unit,
            },
            skips);
    }

    private static void Write(Utf8JsonWriter json, SkipPlace place, PlaceUnit unit)
    {
        json.WriteStartObject();
        if (place.File is not null)
        {
            json.WriteString("file", place.File);
        }

        json.WriteNumber(NameOf(unit), place.Number);
        json.WriteEndObject();
    }

    private static void WriteList<T>(Utf8JsonWriter json, string property, IReadOnlyList<T> items, Action<T> write)
    {
        if (items.Count > 0)
        {
            json.WriteStartArray(property);
            foreach (T item in items)
            {
                write(item);
            }

            json.WriteEndArray();
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, string property) =>
        parent.TryGetProperty(property, out JsonElement items) ? items.EnumerateArray() : default;

    private static string[] Texts(JsonElement parent, string property) =>
        [.. Items(parent, property).Select(item => item.GetString() ?? throw new FormatException("a text is null"))];

    private static string Text(JsonElement parent, string property) =>
        parent.GetProperty(property).GetString() ?? throw new FormatException($"'{property}' is null");
}
