using Vennlink.Server.Serving;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints;

/// <summary>Where an answer begins: the snapshot held open for it and, in a list, the row to go on after.</summary>
internal sealed class AnswerStart : IDisposable
{
    /// <summary>The hold; null while there is no index.</summary>
    public SnapshotLease? Lease { get; init; }

    /// <summary>The snapshot; null while there is no index.</summary>
    public ServedSnapshot? Served => Lease?.Served;

    /// <summary>What the request's <c>next_token</c> says; null for the first rows.</summary>
    public PageToken? Token { get; init; }

    /// <summary>Whether there was a token, and it is too old, or its snapshot was deleted.</summary>
    public bool IsGone { get; init; }

    /// <summary>The field that the token came in.</summary>
    public string TokenField { get; init; } = "next_token";

    /// <summary>Most rows of the answer, in a list.</summary>
    public int Limit { get; init; }

    /// <summary>Whose answer it is.</summary>
    public string AccessId { get; init; } = "";

    /// <summary>The snapshot to answer from.</summary>
    /// <param name="problem">Why there is none, as far as that is known.</param>
    /// <exception cref="ApiException">There is none (410, 503).</exception>
    public ServedSnapshot Require(string? problem) =>
        IsGone ? throw ApiException.Gone() : Served ?? throw ApiException.NoIndex(problem);

    public void Dispose() => Lease?.Dispose();
}
