using System.Text.Json;

namespace Vennlink.Query.Questions;

/// <summary>What the JSON of questions and of their answers has in common.</summary>
public static class JsonTexts
{
    /// <summary>Writes an array of strings: a field of an object.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(texts);
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes an array of strings, unless it is empty.</summary>
    public static void WriteAnyTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        string[] all = [.. texts];
        if (all.Length > 0)
        {
            json.WriteTexts(name, all);
        }
    }

    /// <summary>Writes the field <c>id</c> as it was given; nothing of null.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="id">A string or a number, as JSON.</param>
    public static void WriteId(this Utf8JsonWriter json, string? id)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (id is not null)
        {
            json.WritePropertyName("id");
            json.WriteRawValue(id);
        }
    }
}
