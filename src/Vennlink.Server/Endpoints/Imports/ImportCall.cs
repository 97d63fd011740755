namespace Vennlink.Server.Endpoints.Imports;

/// <summary>An endpoint that is one method.</summary>
internal sealed class ImportCall(
    string method, string path, int maxBodyBytes, Func<EndpointCall, Task<EndpointAnswer>> answer) : IEndpoint
{
    public string Method => method;

    public string Path => path;

    public int MaxBodyBytes => maxBodyBytes;

    public long MaxUploadBytes { get; init; }

    public Task<EndpointAnswer> AnswerAsync(EndpointCall call) => answer(call);
}
