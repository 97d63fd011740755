using System.Text;

namespace Vennlink.Segments.Reading;

/// <summary>The X-Robots-Tag header: robots rules in HTTP.</summary>
/// <remarks>
/// Source: Google, "Robots meta tag, data-nosnippet, and X-Robots-Tag specifications". A rule may stand behind the name
/// of one robot (<c>googlebot: nofollow</c>), which then holds for the rules behind it up to the next name; only rules
/// for every robot count here: those before any name, and those behind <c>*</c>.
/// </remarks>
internal static class RobotsTag
{
    /// <summary>Whether <c>nofollow</c> or <c>none</c> is said to every robot.</summary>
    /// <param name="headers">The header's value; of several headers, each on a line of its own.</param>
    public static bool SaysNofollow(ReadOnlySpan<byte> headers)
    {
        foreach (Range line in headers.Split((byte)'\n'))
        {
            if (LineSaysNofollow(headers[line]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool LineSaysNofollow(ReadOnlySpan<byte> header)
    {
        bool isForAll = true;
        foreach (Range range in header.Split((byte)','))
        {
            ReadOnlySpan<byte> rule = header[range].Trim(" \t\r\n"u8);
            int colon = rule.IndexOf((byte)':');
            if (colon >= 0 && !TakesValue(rule[..colon].TrimEnd(" \t"u8)))
            {
                isForAll = rule[..colon].TrimEnd(" \t"u8).SequenceEqual("*"u8);
                rule = rule[(colon + 1)..].TrimStart(" \t"u8);
            }

            if (isForAll && (Ascii.EqualsIgnoreCase(rule, "nofollow"u8) || Ascii.EqualsIgnoreCase(rule, "none"u8)))
            {
                return true;
            }
        }

        return false;
    }

    // Rules with a colon of their own: what stands before it is no robot. A date may hold more colons and commas; they
    // do no harm.
    private static bool TakesValue(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, "unavailable_after"u8)
        || (name.Length > 4 && Ascii.EqualsIgnoreCase(name[..4], "max-"u8))
        || name.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
        || name.Contains((byte)' ');
}
