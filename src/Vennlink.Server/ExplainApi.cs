using System.Text.Json;
using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Server.Http;
using Vennlink.Server.Keys;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Server;

/// <summary><c>GET /api/v1/explain</c>: what the scores of a page or a root domain are made of. The contract: docs/api.md.</summary>
internal sealed class ExplainApi(KeyStore keys, SnapshotHolder snapshots, QueryGate gate)
{
    private const string ScopeValues = "page or root_domain";

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        RequestNote note = context.Features.Get<RequestNote>()!;
        note.AccessId = Credentials.Require(context.Request.Headers, keys);
        var problems = new RequestProblems();
        string? text = Last(context.Request.Query, "target");
        TargetScope? scope = ReadScope(Last(context.Request.Query, "scope"), text, problems);
        using SnapshotLease? lease = snapshots.TryLeaseCurrent();
        Target? target = null;
        if (text is null)
        {
            problems.Add("target", "is required: a page or a root domain");
        }
        else if (lease is not null && new TargetParser(lease.Served.Snapshot).TryParse(text, scope ?? TargetScope.Page, out target) is not TargetProblem.None and var problem)
        {
            problems.Add("target", problem, text);
        }

        if (problems.Any)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, problems.Message);
        }

        if (lease is null || target is null)
        {
            throw ApiException.NoIndex();
        }

        Explanation explanation = await gate.RunAsync(_ => new ScoreExplainer(lease.Served.Snapshot).Explain(target), context.RequestAborted);
        await context.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(ExplainResponse.Of(explanation), ApiJson.Readable.ExplainResponse), "application/json");
    }

    // Of a repeated parameter the last one counts, as of a repeated field.
    private static string? Last(IQueryCollection query, string name) => query.TryGetValue(name, out var values) ? values[^1] : null;

    private static TargetScope? ReadScope(string? scope, string? target, RequestProblems problems)
    {
        switch (scope)
        {
            case null or "":
                return target is null ? null : ScoreExplainer.ScopeOf(target);
            case "page":
                return TargetScope.Page;
            case "root_domain":
                return TargetScope.RootDomain;
            default:
                problems.Add("scope", $"must be {ScopeValues}, not {RequestProblems.Quote(scope)}");
                return null;
        }
    }
}
