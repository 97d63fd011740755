namespace Vennlink.Server;

/// <summary>Options of the HTTP server.</summary>
public sealed record ServerOptions
{
    /// <summary>Index folder.</summary>
    public required string IndexFolder { get; init; }

    /// <summary>Keys file.</summary>
    public required string KeysFile { get; init; }

    /// <summary>Addresses to listen on, semicolon-separated.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5465";

    /// <summary>Most rows a request.</summary>
    public int MaxLimit { get; init; } = 50;

    /// <summary>Most rows a query, over all its pages.</summary>
    public int MaxRowsPerQuery { get; init; } = 500;

    /// <summary>Most targets a request, positive and negative together.</summary>
    public int MaxTargets { get; init; } = 6;

    /// <summary>How long a next_token works.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Count followed links only.</summary>
    public bool FollowedOnly { get; init; }
}

/// <summary>The HTTP server: builds the app that <c>vennlink serve</c> runs and the tests call.</summary>
public static class ServerApp
{
    /// <summary>Builds the app; the caller runs it.</summary>
    public static WebApplication Create(ServerOptions options) => throw new NotImplementedException();
}
