using Vennlink.Snapshots;

namespace Vennlink.Query;

/// <summary>Why a text is no target.</summary>
public enum TargetProblem
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>Empty or blank.</summary>
    Empty,

    /// <summary>No http(s) URL with a host can be read from it.</summary>
    NotAUrl,

    /// <summary>A public suffix at root-domain scope, and no host of exactly that name is in the index.</summary>
    PublicSuffix,
}

/// <summary>Turns what a user types as a target into a resolved <see cref="Target"/>. Not thread-safe.</summary>
public sealed class TargetParser(Snapshot snapshot)
{
    private readonly Snapshot _snapshot = snapshot;

    /// <summary>
    /// Parses a target: with or without scheme, surrounding blanks, path, slash. A scope wider than the URL drops the rest:
    /// root_domain keeps the registrable domain, subdomain the host, page the URL.
    /// </summary>
    public TargetProblem TryParse(string text, TargetScope scope, out Target? target) => throw new NotImplementedException();
}
