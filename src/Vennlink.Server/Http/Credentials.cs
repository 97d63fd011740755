using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.Primitives;
using Vennlink.Server.Keys;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Http;

/// <summary>Finds out who asks.</summary>
/// <remarks>
/// Accepted: <c>Authorization: Basic</c> with the Access ID as user and the Secret Key as password, and
/// <c>x-moz-token</c> with base64 of <c>AccessID:SecretKey</c>. That token is the same string that follows
/// <c>Basic</c>, so clients that send the one as the other work too.
/// </remarks>
internal static class Credentials
{
    private const string Scheme = "Basic ";

    // Base64 of the longest credentials there are (17 + 1 + 32 bytes) is 68 characters.
    private const int MaxTokenBytes = 256;

    /// <summary>Finds the key that a request proves to hold.</summary>
    /// <returns>Its Access ID, or null.</returns>
    public static string? Verify(IHeaderDictionary headers, KeyStore keys)
    {
        if (headers.TryGetValue("x-moz-token", out StringValues token)
            && Verify(token.ToString(), keys) is { } accessId)
        {
            return accessId;
        }

        string authorization = headers.Authorization.ToString();
        bool isBasic = authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        return isBasic ? Verify(authorization[Scheme.Length..], keys) : null;
    }

    /// <summary>As <see cref="Verify(IHeaderDictionary, KeyStore)"/>; without one the answer is 401.</summary>
    public static string Require(IHeaderDictionary headers, KeyStore keys) => Verify(headers, keys) ?? throw Missing();

    /// <summary>The answer to who proves to hold no key.</summary>
    public static ApiException Missing() => new(
        StatusCodes.Status401Unauthorized,
        "Send a valid Access ID and Secret Key with Basic auth, "
        + "or base64 of AccessID:SecretKey in the header x-moz-token.");

    private static string? Verify(string token, KeyStore keys) =>
        TryDecode(token, out string? accessId, out string? secretKey) && keys.Verify(accessId, secretKey)
            ? accessId
            : null;

    private static bool TryDecode(
        string token, [NotNullWhen(true)] out string? accessId, [NotNullWhen(true)] out string? secretKey)
    {
        Span<byte> bytes = stackalloc byte[MaxTokenBytes];
        if (token.Length <= MaxTokenBytes && Convert.TryFromBase64String(token, bytes, out int length))
        {
            int colon = bytes[..length].IndexOf((byte)':');
            if (colon > 0)
            {
                accessId = Encoding.UTF8.GetString(bytes[..colon]);
                secretKey = Encoding.UTF8.GetString(bytes[(colon + 1)..length]);
                return true;
            }
        }

        accessId = null;
        secretKey = null;
        return false;
    }
}
