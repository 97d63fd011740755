using System.Globalization;

namespace Vennlink.Tests.Oracles;

/// <summary>
/// The order of canonical URLs in words: labels from the top-level domain down, then port, then path and query as
/// bytes.
/// </summary>
internal static class NaiveUrlOrder
{
    public static int Compare(string canonicalUrl, string otherUrl)
    {
        (string[] labels, int port, string path) = Split(canonicalUrl);
        (string[] otherLabels, int otherPort, string otherPath) = Split(otherUrl);
        for (int i = 0; i < Math.Min(labels.Length, otherLabels.Length); i++)
        {
            int order = string.CompareOrdinal(labels[i], otherLabels[i]);
            if (order != 0)
            {
                return order;
            }
        }

        int byHost = labels.Length.CompareTo(otherLabels.Length);
        int byPort = port.CompareTo(otherPort);
        return byHost != 0 ? byHost : byPort != 0 ? byPort : string.CompareOrdinal(path, otherPath);
    }

    private static (string[] Labels, int Port, string Path) Split(string canonicalUrl)
    {
        int slash = canonicalUrl.IndexOf('/', StringComparison.Ordinal);
        string authority = canonicalUrl[..slash];
        int colon = authority.LastIndexOf(':');
        bool hasPort = colon > authority.LastIndexOf(']');
        string host = hasPort ? authority[..colon] : authority;
        bool isAddress = host.StartsWith('[')
            || host.Split('.').All(label => label.Length > 0 && label.All(char.IsAsciiDigit));
        string[] labels = isAddress ? [host] : [.. host.Split('.').Reverse()];
        // No port comes before port 0.
        int port = hasPort ? int.Parse(authority[(colon + 1)..], CultureInfo.InvariantCulture) : -1;
        return (labels, port, canonicalUrl[slash..]);
    }
}
