using System.Text;
using Vennlink.Links;

namespace Vennlink.Query.Questions;

/// <summary>A language as typed: <c>de</c>, <c>pt-BR</c>, <c>eng</c>.</summary>
public static class LanguageText
{
    /// <summary>What is said of a text that is none, behind its name.</summary>
    public const string Problem =
        "is no language; write a code such as en or de, or und for pages that do not say theirs";

    /// <summary>Reads one.</summary>
    /// <returns>Its code as <see cref="LanguageCode"/> writes it; null when the text names none.</returns>
    public static string? Parse(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ushort code = LanguageCode.Of(Encoding.UTF8.GetBytes(typed));
        bool isUnknown = string.Equals(typed.Trim(), LanguageCode.UnknownText, StringComparison.OrdinalIgnoreCase);
        return code != LanguageCode.Unknown || isUnknown ? LanguageCode.ToText(code) : null;
    }
}
