using System.Text.Json;
using Vennlink.Server.Metering;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints;

/// <summary><c>POST /v2/usage_data</c>: rows that a key used, weighed; docs/metering.md.</summary>
internal sealed class UsageEndpoint(ServerOptions options, Meter meter) : IEndpoint
{
    public string Method => HttpMethods.Post;

    public string Path => "/v2/usage_data";

    public int MaxBodyBytes => options.MaxBodyBytes;

    public Task<EndpointAnswer> AnswerAsync(EndpointCall call)
    {
        DateTimeOffset now = options.Clock.GetUtcNow();
        DateTimeOffset month = new(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        DateTimeOffset start = call.Fields.UnixTime("start") ?? month;

        // The minute that it is counts.
        DateTimeOffset end = call.Fields.UnixTime("end") ?? now.AddMinutes(1);
        if (start >= end)
        {
            call.Fields.Problems.Add("start", "must be before end");
        }

        call.Fields.Problems.ThrowIfAny();
        UsageResponse usage = new(meter.Rows(call.AccessId, start, end));
        return Task.FromResult(
            new EndpointAnswer(JsonSerializer.SerializeToUtf8Bytes(usage, ApiJson.Readable.UsageResponse)));
    }
}
