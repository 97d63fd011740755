using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.IO.Hashing;
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
    /// <summary>What is said of a body that cannot be read to its end.</summary>
    public const string Unreadable =
        "The request body could not be read: it ends early, or its chunks are malformed.";

    // Checksum and length of what was compressed.
    private const int GzipTrailerBytes = 8;

    /// <summary>Reads the whole body; of a GET, its query string as a JSON object of strings.</summary>
    /// <exception cref="ApiException">
    /// Longer than <paramref name="maxBytes"/> before or after decompression (413); broken or unknown coding (400).
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

        ReadOnlyMemory<byte> body = await ReadRawAsync(request, maxBytes, cancellationToken);
        return coding is "gzip" or "x-gzip" ? Inflate(body, maxBytes) : body;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadRawAsync(
        HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[request.ContentLength is { } known ? (int)known + 1 : 4096];
        int length = 0;
        try
        {
            // Terminates: each turn reads a byte at least, and the length is bounded.
            while (true)
            {
                int count = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken);
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
        catch (IOException problem) when (problem.InnerException is OverflowException)
        {
            // What Kestrel makes of a chunk size that no number holds.
            throw ApiException.BadRequest(Unreadable);
        }
    }

    private static ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> body, int maxBytes)
    {
        using MemoryStream sent = new(body.ToArray(), writable: false);
        using GZipStream gzip = new(sent, CompressionMode.Decompress);
        byte[] inflated = new byte[maxBytes + 1];
        int length;
        try
        {
            length = gzip.ReadAtLeast(inflated, inflated.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException)
        {
            throw NotGzip();
        }

        if (length > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        // The stream keeps quiet about an end that is missing, and about anything behind the end.
        ReadOnlySpan<byte> content = inflated.AsSpan(0, length);
        bool isWhole = body.Length >= GzipTrailerBytes
            && BinaryPrimitives.ReadUInt32LittleEndian(body.Span[^GzipTrailerBytes..]) == Crc32.HashToUInt32(content)
            && BinaryPrimitives.ReadUInt32LittleEndian(body.Span[^sizeof(uint)..]) == length;
        return isWhole ? inflated.AsMemory(0, length) : throw NotGzip();
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
            $"The request body may have up to {maxBytes} bytes, as sent and after decompression."));

    private static ApiException NotGzip() => ApiException.BadRequest(
        "The request body is not one whole gzip member, though Content-Encoding says so.");
}
