using System.Globalization;
using System.Text.Json;
using Vennlink.Server.Endpoints;
using Vennlink.Server.Metering;
using Vennlink.Server.Serving;

namespace Vennlink.Server.Rpc;

/// <summary><c>quota.lookup</c>: how many rows a key may use in this month, and how many it has.</summary>
internal sealed class QuotaLookup(ServerOptions options, Meter meter) : IEndpoint
{
    // For a key without a quota: the largest whole number that every reader of JSON holds exactly (RFC 8259, 6).
    private const long Unlimited = (1L << 53) - 1;

    private static readonly string[] _paths = ["api.limits.data.rows", "api.limits.mozscape.rows"];

    public string Method => HttpMethods.Post;

    public string Path => "quota.lookup";

    public int MaxBodyBytes => options.MaxBodyBytes;

    public Task<EndpointAnswer> AnswerAsync(EndpointCall call)
    {
        RequestFields fields = call.Fields;
        fields.CheckNames("path");
        string path = fields.Text("path") ?? _paths[0];
        if (!_paths.Contains(path))
        {
            fields.Problems.Add("path", $"must be {_paths[0]} or {_paths[1]}, not {RequestProblems.Quote(path)}");
        }

        fields.Problems.ThrowIfAny();
        DateTimeOffset now = options.Clock.GetUtcNow();
        DateOnly month = new(now.Year, now.Month, 1);
        RpcQuotaResult result = new(new RpcQuota(
            path, call.AccessId, meter.RowsAMonth(call.AccessId) ?? Unlimited,
            meter.RowsThisMonth(call.AccessId), "month", "day", Overage: false, Day(month), Day(month.AddMonths(1))));
        return Task.FromResult(new EndpointAnswer(
            JsonSerializer.SerializeToUtf8Bytes(result, RpcJson.Readable.RpcQuotaResult)));
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
