namespace Vennlink.Archives.Records;

/// <summary>The method of an HTTP request (RFC 9110, section 9).</summary>
internal static class HttpMethod
{
    /// <summary>Longest method that is looked for; the longest in use has 16 letters.</summary>
    public const int MaxBytes = 32;

    /// <summary>
    /// The method a request line begins with; empty when it begins with none, as that of a record that is cut.
    /// </summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> requestLine)
    {
        int end = requestLine.IndexOf((byte)' ');
        ReadOnlySpan<byte> method = end is > 0 and <= MaxBytes ? requestLine[..end] : default;
        foreach (byte letter in method)
        {
            if (!char.IsAsciiLetter((char)letter) && letter != '-')
            {
                return default;
            }
        }

        return method;
    }

    /// <summary>Whether a method is known and not GET, so that what it gets is not the page.</summary>
    public static bool IsOther(ReadOnlySpan<byte> method) =>
        !method.IsEmpty && !System.Text.Ascii.EqualsIgnoreCase(method, "GET"u8);
}
