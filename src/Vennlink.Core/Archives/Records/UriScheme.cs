namespace Vennlink.Archives.Records;

/// <summary>The scheme of a recorded URI.</summary>
internal static class UriScheme
{
    private const int MaxSchemeBytes = 32;

    /// <summary>
    /// Finds what stands before the first colon, if it has the form of a scheme (RFC 3986, section 3.1).
    /// </summary>
    public static bool TryFind(ReadOnlySpan<byte> uri, out ReadOnlySpan<byte> scheme)
    {
        int colon = uri[..Math.Min(uri.Length, MaxSchemeBytes)].IndexOf((byte)':');
        scheme = colon < 0 ? [] : uri[..colon];
        return colon > 0 && char.IsAsciiLetter((char)uri[0]) && scheme.IndexOfAnyExcept(SchemeBytes) < 0;
    }

    public static bool IsHttp(ReadOnlySpan<byte> scheme) =>
        System.Text.Ascii.EqualsIgnoreCase(scheme, "http"u8) || System.Text.Ascii.EqualsIgnoreCase(scheme, "https"u8);

    private static System.Buffers.SearchValues<byte> SchemeBytes { get; } =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."u8);
}
