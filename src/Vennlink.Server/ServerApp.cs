namespace Vennlink.Server;

/// <summary>The HTTP server: builds the app that <c>vennlink serve</c> runs and the tests call.</summary>
public static class ServerApp
{
    /// <summary>Builds the app; the caller runs it.</summary>
    public static WebApplication Create(ServerOptions options) => throw new NotImplementedException();
}
