using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vennlink.Tests.Conformance;

/// <summary>
/// Reads JSON strings that may hold lone surrogates, which <see cref="JsonElement.GetString"/> refuses.
/// </summary>
internal static class UrlLoneSurrogates
{
    public static string Text(JsonElement element)
    {
        ReadOnlySpan<char> raw = element.GetRawText().AsSpan()[1..^1];
        var text = new StringBuilder(raw.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            char escape = raw[++i];
            if (escape == 'u')
            {
                text.Append(
                    (char)ushort.Parse(raw.Slice(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(
                    escape switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', _ => escape });
            }
        }

        return text.ToString();
    }
}
