using Vennlink.Query;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints;

/// <summary>Begins a list where its <c>next_token</c> says, and makes the token that goes on.</summary>
internal sealed class PageTokens(EndpointServices services)
{
    /// <summary>Finds where an answer begins, and holds its snapshot.</summary>
    /// <param name="accessId">Whose answer it is.</param>
    /// <param name="text">The token; null or empty for the first rows.</param>
    /// <param name="field">The field that it came in.</param>
    /// <param name="limit">Most rows of the answer.</param>
    /// <param name="problems">Gets one where the token is none, or another key's.</param>
    public AnswerStart Begin(
        string accessId, string? text, string field, int limit, RequestProblems problems)
    {
        PageToken? token = Read(accessId, text, field, problems, out bool isGone);

        // A token's rows, and the meaning of its targets, are those of its own snapshot.
        SnapshotLease? lease = token is null ? null : services.Snapshots.TryLease(token.SnapshotId);
        if (token is not null && lease is null)
        {
            token = null;
            isGone = true;
        }

        return new AnswerStart
        {
            Lease = lease ?? services.Snapshots.TryLeaseCurrent(),
            Token = token,
            IsGone = isGone,
            TokenField = field,
            Limit = limit,
            AccessId = accessId,
        };
    }

    /// <summary>Adds a problem where the token came with another question.</summary>
    public static void Check(AnswerStart start, QueryFingerprint query, RequestProblems problems)
    {
        if (start.Token is { } token && token.Query != query)
        {
            problems.Add(
                start.TokenField,
                "does not match the request: repeat the request that it came with; only limit may change");
        }
    }

    /// <summary>The token of the rows behind those of an answer.</summary>
    /// <param name="start">Where the answer began.</param>
    /// <param name="served">Its snapshot.</param>
    /// <param name="query">Its question.</param>
    /// <param name="rowCount">Its rows.</param>
    /// <param name="position">Position of the last of them.</param>
    public string Next(
        AnswerStart start, ServedSnapshot served, QueryFingerprint query, int rowCount, IntersectPosition position)
    {
        PageToken next = new()
        {
            SnapshotId = served.Id,
            Query = query,
            RowsServed = (start.Token?.RowsServed ?? 0) + rowCount,
            Position = position,
        };
        return next.Encode(services.TokenSecret, start.AccessId, services.Options.Clock);
    }

    private PageToken? Read(
        string accessId, string? text, string field, RequestProblems problems, out bool isExpired)
    {
        isExpired = false;
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        ServerOptions options = services.Options;
        PageTokenOutcome outcome = PageToken.Decode(
            text, services.TokenSecret, accessId, options.TokenLifetime, options.Clock, out PageToken? token);
        isExpired = outcome == PageTokenOutcome.Expired;
        if (outcome == PageTokenOutcome.WrongKey)
        {
            problems.Add(field, "belongs to another key");
        }
        else if (outcome == PageTokenOutcome.Malformed)
        {
            problems.Add(field, "is not a token that this server gave out");
        }

        return token;
    }
}
