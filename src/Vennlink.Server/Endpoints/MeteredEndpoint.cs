using Vennlink.Server.Metering;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints;

/// <summary>A call that is counted: the key is held to what it may, and what is answered is charged first.</summary>
internal sealed class MeteredEndpoint(IEndpoint call, Meter meter) : IEndpoint
{
    public string Method => call.Method;

    public string Path => call.Path;

    public int MaxBodyBytes => call.MaxBodyBytes;

    public IReadOnlyList<AnswerForm> Forms => call.Forms;

    private string Name { get; } = call.Path[(call.Path.LastIndexOf('/') + 1)..];

    public byte[] BodyOf(ApiException error) => call.BodyOf(error);

    public async Task<EndpointAnswer> AnswerAsync(EndpointCall request)
    {
        Admission admission = meter.Admit(request.AccessId, Name);
        EndpointAnswer answer = await call.AnswerAsync(request);
        try
        {
            // An answer without rows to count, such as a number, is one row.
            await meter.ChargeAsync(admission, isFirst: true, answer.Rest?.RowCount ?? answer.RowCount ?? 1);
        }
        catch
        {
            await answer.DisposeAsync();
            throw;
        }

        if (answer.Rest is { } rest)
        {
            rest.Charge = rows => meter.ChargeAsync(admission, isFirst: false, rows);
        }

        return answer;
    }
}
