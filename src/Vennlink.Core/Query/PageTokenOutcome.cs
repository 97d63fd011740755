namespace Vennlink.Query;

/// <summary>What a <c>next_token</c> turned out to be.</summary>
public enum PageTokenOutcome
{
    /// <summary>Ours, of this key and query, and not too old.</summary>
    Valid,

    /// <summary>Not a token of ours: unreadable, of another version, or changed.</summary>
    Malformed,

    /// <summary>Made for another query: something beside <c>limit</c> was changed.</summary>
    WrongQuery,

    /// <summary>Made for another access key.</summary>
    WrongKey,

    /// <summary>Older than tokens live.</summary>
    Expired,
}
