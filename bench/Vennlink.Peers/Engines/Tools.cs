namespace Vennlink.Peers.Engines;

/// <summary>Where bench/peers.sh puts what it compiles.</summary>
internal static class Tools
{
    public static string PathOf(string name) =>
        Path.Combine(Environment.GetEnvironmentVariable("VENNLINK_PEER_TOOLS") ?? ".", name);
}
