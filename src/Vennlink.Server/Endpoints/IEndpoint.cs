namespace Vennlink.Server.Endpoints;

/// <summary>One call of the API, as whoever carries requests sees it.</summary>
internal interface IEndpoint
{
    /// <summary>The HTTP method it answers. A GET has its parameters as fields.</summary>
    string Method { get; }

    /// <summary>Where it is, without a slash at the end.</summary>
    string Path { get; }

    /// <summary>Answers one request. May be called from many threads at once.</summary>
    /// <exception cref="Wire.ApiException">The answer is an error.</exception>
    /// <exception cref="OperationCanceledException">The client left.</exception>
    Task<EndpointAnswer> AnswerAsync(EndpointCall call);
}

/// <summary>A good answer.</summary>
/// <param name="Json">Its body.</param>
/// <param name="RowCount">Rows in it; null where it has none to count.</param>
internal sealed record EndpointAnswer(byte[] Json, int? RowCount);

/// <summary>One request, whatever carried it.</summary>
/// <param name="AccessId">Whose key it proved to hold.</param>
/// <param name="Fields">What it says.</param>
/// <param name="ClientLeft">Ends the work without an answer.</param>
internal sealed record EndpointCall(string AccessId, RequestFields Fields, CancellationToken ClientLeft);
