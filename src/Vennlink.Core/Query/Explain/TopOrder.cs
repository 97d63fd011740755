namespace Vennlink.Query.Explain;

/// <summary>What the first root domains are first by.</summary>
public enum TopOrder
{
    /// <summary>Domain Authority.</summary>
    DomainAuthority,

    /// <summary>Linking root domains.</summary>
    LinkingDomains,
}
