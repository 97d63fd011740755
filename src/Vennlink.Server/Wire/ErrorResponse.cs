namespace Vennlink.Server.Wire;

/// <summary>The body of every error.</summary>
/// <param name="Name">Reason phrase of the status: <c>Bad Request</c>, <c>Gone</c>, …</param>
/// <param name="Message">What is wrong, for a person.</param>
/// <param name="Error">The same: what clients of today read, where those of before read the other two.</param>
/// <param name="Data">More for programs; absent for most errors.</param>
internal sealed record ErrorResponse(string Name, string Message, string Error, ErrorData? Data)
{
    /// <summary>The body for an error.</summary>
    public static ErrorResponse Of(ApiException error) => new(
        NameOf(error.Status), error.Message, error.Message, error.Issue is { } issue ? new ErrorData(issue) : null);

    private static string NameOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "Bad Request",
        StatusCodes.Status401Unauthorized => "Unauthorized",
        StatusCodes.Status403Forbidden => "Forbidden",
        StatusCodes.Status404NotFound => "Not Found",
        StatusCodes.Status405MethodNotAllowed => "Method Not Allowed",
        StatusCodes.Status406NotAcceptable => "Not Acceptable",
        StatusCodes.Status408RequestTimeout => "Request Timeout",
        StatusCodes.Status409Conflict => "Conflict",
        StatusCodes.Status410Gone => "Gone",
        StatusCodes.Status413PayloadTooLarge => "Payload Too Large",
        StatusCodes.Status415UnsupportedMediaType => "Unsupported Media Type",
        StatusCodes.Status429TooManyRequests => "Too Many Requests",
        StatusCodes.Status507InsufficientStorage => "Insufficient Storage",
        StatusCodes.Status503ServiceUnavailable => "Service Unavailable",
        _ => "Internal Server Error",
    };
}

/// <summary>What an error is, for programs.</summary>
/// <param name="Issue">A name for it: <c>insufficient-quota</c>.</param>
internal sealed record ErrorData(string Issue);
