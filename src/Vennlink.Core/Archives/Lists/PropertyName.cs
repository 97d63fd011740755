using System.Text;
using System.Text.RegularExpressions;
using Vennlink.Urls;

namespace Vennlink.Archives.Lists;

/// <summary>
/// The site that an export is about, as its file name says, or that of the zip or folder that it came in:
/// <c>example.com-Latest links-2026-07-18.csv</c>.
/// </summary>
internal static partial class PropertyName
{
    /// <summary>The site; null when the name is of another form.</summary>
    /// <param name="path">Path of the file.</param>
    public static string? Of(string path)
    {
        Match match = Form().Match(Path.GetFileName(path));
        match = match.Success ? match : Form().Match(Path.GetFileName(Path.GetDirectoryName(path)) ?? "");
        if (!match.Success)
        {
            return null;
        }

        // Of a property that is a URL, slashes and colons are underscores: https___www.example.com_.
        string site = match.Groups["site"].Value;
        return ListedUrl.MayBe(Encoding.UTF8.GetBytes(site)) ? site : null;
    }

    [GeneratedRegex(
        "^(https?___)?(?<site>[^-_ ][^_ ]*?)_?-(latest links|more sample links|top linking sites|backlinks|refdomains)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
