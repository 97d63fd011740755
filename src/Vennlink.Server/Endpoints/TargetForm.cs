using Vennlink.Snapshots.Targets;

namespace Vennlink.Server.Endpoints;

/// <summary>How a target is written in a request: an object of a text and a scope.</summary>
/// <param name="TextField">Name of the field that holds the text.</param>
/// <param name="Scopes">Scopes by their names on the wire, in the order of a problem's list.</param>
/// <param name="Example">What a problem shows.</param>
internal sealed record TargetForm(string TextField, (string Name, TargetScope Value)[] Scopes, string Example)
{
    /// <summary>Name of the field that holds the scope, in every form.</summary>
    public const string ScopeField = "scope";

    /// <summary>Of the V2 call.</summary>
    public static TargetForm OfV2 { get; } = new(
        "target",
        [("page", TargetScope.Page), ("subdomain", TargetScope.Subdomain), ("root_domain", TargetScope.RootDomain)],
        """an object like {"target": "example.com", "scope": "root_domain"}""");

    /// <summary>Of JSON-RPC.</summary>
    public static TargetForm OfRpc { get; } = new(
        "query",
        [
            ("domain", TargetScope.RootDomain), ("subdomain", TargetScope.Subdomain),
            ("subfolder", TargetScope.Subfolder), ("url", TargetScope.Page),
        ],
        """an object like {"query": "example.com", "scope": "domain"}""");
}
