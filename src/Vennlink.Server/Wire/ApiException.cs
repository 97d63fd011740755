namespace Vennlink.Server.Wire;

/// <summary>An answer other than 200, on its way to the one place that writes it.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="message">For a person; no .NET names, no secrets.</param>
/// <param name="retryAfterSeconds">Sent as <c>Retry-After</c>.</param>
/// <param name="allow">Sent as <c>Allow</c>.</param>
internal class ApiException(int status, string message, int? retryAfterSeconds = null, string? allow = null)
    : Exception(message)
{
    /// <summary>The issue of a quota that is spent.</summary>
    public const string InsufficientQuota = "insufficient-quota";

    public int Status { get; } = status;

    public int? RetryAfterSeconds { get; } = retryAfterSeconds;

    public string? Allow { get; } = allow;

    /// <summary>The field that is wrong, the first of several; null where it is none.</summary>
    public string? Field { get; init; }

    /// <summary>A name for what is wrong, where programs look for one; else null.</summary>
    public string? Issue { get; init; }

    /// <summary>Whether that field is missing.</summary>
    public bool IsFieldMissing { get; init; }

    /// <summary>The answer to a request that is wrong.</summary>
    public static ApiException BadRequest(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>The answer where there is no such thing.</summary>
    public static ApiException NotFound(string message) => new(StatusCodes.Status404NotFound, message);

    /// <summary>The answer to what cannot be done as things are.</summary>
    public static ApiException Conflict(string message) => new(StatusCodes.Status409Conflict, message);

    /// <summary>The answer to a <c>next_token</c> that is too old, or whose snapshot was deleted.</summary>
    public static ApiException Gone() => new(StatusCodes.Status410Gone, "The next token has expired");

    /// <summary>The answer to a key that has used its rows of the month, in Moz's words.</summary>
    public static ApiException QuotaSpent() => new(
        StatusCodes.Status403Forbidden,
        "The account does not have enough quota remaining for current period.")
    { Issue = InsufficientQuota };

    /// <summary>The answer to a key that comes too often, with the words that clients wait at.</summary>
    public static ApiException TooManyRequests(int retryAfterSeconds) => new(
        StatusCodes.Status429TooManyRequests,
        "This request exceeds the limit allowed by your current plan: the key has a rate.",
        retryAfterSeconds);

    /// <summary>The answer to a request while there is no index, or none that can be read.</summary>
    /// <param name="problem">Why; null where none was published yet.</param>
    public static ApiException NoIndex(string? problem) => new(
        StatusCodes.Status503ServiceUnavailable,
        problem is null ? "No index is being served yet." : $"No index is being served: {problem}.",
        retryAfterSeconds: 5);

    /// <summary>
    /// The answer of a server that should not be asked: an index is served, but not all of it is sound.
    /// </summary>
    public static ApiException NotReady(string problem) => new(
        StatusCodes.Status503ServiceUnavailable, $"The index is damaged: {problem}.", retryAfterSeconds: 5);

    /// <summary>The answer to a request that met damage.</summary>
    public static ApiException Damaged(string problem) =>
        new(StatusCodes.Status500InternalServerError, $"The index cannot be read: {problem}.");
}
