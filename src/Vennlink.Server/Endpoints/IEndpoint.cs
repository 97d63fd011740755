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
