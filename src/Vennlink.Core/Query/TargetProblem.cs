namespace Vennlink.Query;

/// <summary>Why a text is no target.</summary>
public enum TargetProblem
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>Empty or blank.</summary>
    Empty,

    /// <summary>No http(s) URL with a host can be read from it, or it names a user.</summary>
    NotAUrl,

    /// <summary>A public suffix at root-domain scope, and no host of exactly that name is in the index.</summary>
    PublicSuffix,
}
