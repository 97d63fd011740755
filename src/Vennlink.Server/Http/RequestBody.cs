using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Http;

/// <summary>Reads a body raw, whatever type it claims, chunked or not, plain or gzip; of a GET, its query.</summary>
/// <remarks>
/// The documented cURL call sends JSON as <c>application/x-www-form-urlencoded</c>, the documented Python call without
/// any type; so the type is not looked at, and nothing is ever bound as a form.
/// </remarks>
internal static class RequestBody
{
    /// <summary>Reads the whole body; of a GET, its query string as a JSON object of strings.</summary>
    /// <exception cref="ApiException">
    /// Longer than <paramref name="maxBytes"/> after decompression (413); broken or unknown coding (400).
    /// </exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return ToJson(request.Query);
        }

        string coding = request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant();
        if (coding is not ("" or "identity" or "gzip" or "x-gzip"))
        {
            throw ApiException.BadRequest("Content-Encoding must be gzip or absent.");
        }

        // Said before a byte is read, so that a client that asked with Expect: 100-continue need not send it.
        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        bool isGzip = coding is "gzip" or "x-gzip";
        await using GZipStream? inflated = isGzip
            ? new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true)
            : null;
        Stream body = inflated ?? request.Body;
        byte[] buffer = new byte[request.ContentLength is { } known && !isGzip ? (int)known + 1 : 4096];
        int length = 0;
        try
        {
            // Terminates: each turn reads a byte at least, and the length is bounded.
            while (true)
            {
                int count = await body.ReadAsync(buffer.AsMemory(length), cancellationToken);
                length += count;
                if (length > maxBytes)
                {
                    throw TooLarge(maxBytes);
                }

                if (count == 0)
                {
                    return buffer.AsMemory(0, length);
                }

                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, Math.Min(2 * length, maxBytes + 1));
                }
            }
        }
        catch (InvalidDataException)
        {
            throw ApiException.BadRequest("The request body is not valid gzip, though Content-Encoding says so.");
        }
    }

    // Of a repeated parameter the last one counts, as of a repeated field. The names of parameters ignore case.
    private static ReadOnlyMemory<byte> ToJson(IQueryCollection query)
    {
        using MemoryStream json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            foreach ((string name, StringValues values) in query)
            {
                writer.WriteString(name.ToLowerInvariant(), values[^1]);
            }

            writer.WriteEndObject();
        }

        return json.ToArray();
    }

    private static ApiException TooLarge(int maxBytes) => new(
        StatusCodes.Status413PayloadTooLarge,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The request body may have up to {maxBytes} bytes, counted after decompression."));
}
