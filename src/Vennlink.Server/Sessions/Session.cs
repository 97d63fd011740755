namespace Vennlink.Server.Sessions;

/// <summary>A browser that has signed in.</summary>
/// <param name="AccessId">Whose key it showed; null of one that came with a one-time token.</param>
/// <param name="Host">Under which name it asks this server; it counts under no other.</param>
/// <param name="Ends">When it is over.</param>
internal sealed record Session(string? AccessId, string Host, DateTimeOffset Ends)
{
    /// <summary>As whom one counts who came with a one-time token: who sees the terminal of the server. No key has this
    /// Access ID.</summary>
    public const string LocalAccessId = "local";
}
