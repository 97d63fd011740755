namespace Vennlink.Server.Http;

/// <summary>An answer other than 200, on its way to <see cref="ApiErrors"/>, which writes it.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="message">For a person; no .NET names, no secrets.</param>
/// <param name="retryAfterSeconds">Sent as <c>Retry-After</c>.</param>
/// <param name="allow">Sent as <c>Allow</c>.</param>
internal sealed class ApiException(int status, string message, int? retryAfterSeconds = null, string? allow = null) : Exception(message)
{
    /// <summary>What a request is answered before there is an index.</summary>
    public static ApiException NoIndex() => new(StatusCodes.Status503ServiceUnavailable, "No index is being served yet.", retryAfterSeconds: 5);

    public int Status { get; } = status;

    public int? RetryAfterSeconds { get; } = retryAfterSeconds;

    public string? Allow { get; } = allow;
}
