using System.Globalization;
using System.Text.Json;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints;

/// <summary>A body that is one JSON object, of a call that is told what to keep or do.</summary>
internal static class ObjectBody
{
    private const string BadBody = "The request body must be a JSON object";

    /// <summary>The object that a body is.</summary>
    /// <exception cref="ApiException">It is none (400).</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw ApiException.BadRequest($"{BadBody}.");
        }
        catch (JsonException problem)
        {
            throw ApiException.BadRequest(string.Create(CultureInfo.InvariantCulture,
                $"{BadBody}: see line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}."));
        }
    }

    /// <summary>Refuses fields of other names.</summary>
    /// <exception cref="ApiException">There is one (400).</exception>
    public static void CheckNames(JsonElement body, string place, params ReadOnlySpan<string> known)
    {
        foreach (JsonProperty field in body.EnumerateObject())
        {
            if (!known.Contains(field.Name))
            {
                throw ApiException.BadRequest($"{place}{field.Name} is no field that is known here.");
            }
        }
    }
}
