using System.Globalization;

namespace Vennlink.Urls;

/// <summary>
/// The authority states of the URL parser but for the host itself, appended to a URL as it is serialized.
/// </summary>
internal static class UrlAuthority
{
    /// <summary>Appends <c>//</c>; the host is empty so far.</summary>
    public static void Start(UrlRecord result)
    {
        result.Append("//"u8);
        result.HasHost = true;
        result.UsernameEnd = result.PasswordEnd = result.HostStart = result.HostEnd = result.PathStart = result.Length;
    }

    /// <summary>Appends <c>user:password@</c>, what is there of it.</summary>
    /// <param name="credentials">Everything before the last <c>@</c> of the authority.</param>
    /// <param name="result">The URL.</param>
    public static void AppendCredentials(ReadOnlySpan<byte> credentials, UrlRecord result)
    {
        int colon = credentials.IndexOf((byte)':');
        ReadOnlySpan<byte> username = colon < 0 ? credentials : credentials[..colon];
        ReadOnlySpan<byte> password = colon < 0 ? default : credentials[(colon + 1)..];
        if (username.IsEmpty && password.IsEmpty)
        {
            return;
        }

        PercentEncodeSet.Userinfo.Append(username, result);
        result.UsernameEnd = result.PasswordEnd = result.Length;
        if (!password.IsEmpty)
        {
            result.Append((byte)':');
            PercentEncodeSet.Userinfo.Append(password, result);
            result.PasswordEnd = result.Length;
        }

        result.Append((byte)'@');
    }

    /// <summary>
    /// Bytes of the host in <c>host[:port]</c>: it ends at the first colon that is not inside brackets.
    /// </summary>
    public static int HostLength(ReadOnlySpan<byte> authority)
    {
        bool insideBrackets = false;
        int position = 0;
        while (authority[position..].IndexOfAny((byte)':', (byte)'[', (byte)']') is int next && next >= 0)
        {
            position += next;
            byte found = authority[position];
            if (found == (byte)':' && !insideBrackets)
            {
                return position;
            }

            insideBrackets = found == (byte)'[' || (found == (byte)':' && insideBrackets);
            position++;
        }

        return authority.Length;
    }

    /// <summary>Appends <c>:port</c>, unless it is empty or the default of the scheme.</summary>
    /// <returns>False when it is no port.</returns>
    public static bool TryAppendPort(ReadOnlySpan<byte> digits, UrlRecord result)
    {
        if (digits.IsEmpty)
        {
            return true;
        }

        int port = 0;
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            // Leading zeros may be any number, so the length says nothing.
            port = Math.Min((port * 10) + (digit - '0'), ushort.MaxValue + 1);
        }

        if (port > ushort.MaxValue)
        {
            return false;
        }

        int defaultPort = result.SchemeKind switch
        {
            UrlScheme.Http or UrlScheme.Ws => 80,
            UrlScheme.Https or UrlScheme.Wss => 443,
            UrlScheme.Ftp => 21,
            _ => -1,
        };
        if (port != defaultPort)
        {
            result.Append((byte)':');
            Span<byte> text = stackalloc byte[5];
            port.TryFormat(text, out int length, provider: CultureInfo.InvariantCulture);
            result.Append(text[..length]);
        }

        return true;
    }
}
