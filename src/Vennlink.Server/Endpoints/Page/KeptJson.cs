using System.Globalization;
using System.Text.Json;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Page;

/// <summary>What the notebook is given and gives, as JSON.</summary>
internal static class KeptJson
{
    /// <summary>A text of an object; empty where it is absent or null.</summary>
    /// <exception cref="ApiException">It is no text, too long, or has control characters (400).</exception>
    public static string Text(JsonElement parent, string name, int maxLength, bool mayHaveLines = false)
    {
        if (!parent.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return "";
        }

        return Checked(
            name, value.ValueKind == JsonValueKind.String ? value.GetString() : null, maxLength, mayHaveLines);
    }

    /// <summary>A text of the request, checked.</summary>
    /// <exception cref="ApiException">It is too long, or has control characters (400).</exception>
    public static string Checked(string name, string? text, int maxLength, bool mayHaveLines = false)
    {
        if (text is null)
        {
            throw ApiException.BadRequest($"{name} must be a string.");
        }

        text = text.Trim();
        if (text.Length > maxLength)
        {
            throw ApiException.BadRequest(string.Create(
                CultureInfo.InvariantCulture, $"{name} may have up to {maxLength} characters, not {text.Length}."));
        }

        return text.Any(letter => char.IsControl(letter) && !(mayHaveLines && letter is '\n' or '\r' or '\t'))
            ? throw ApiException.BadRequest($"{name} may have no control characters.") : text;
    }
}
