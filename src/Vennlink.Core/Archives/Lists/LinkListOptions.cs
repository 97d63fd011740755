namespace Vennlink.Archives.Lists;

/// <summary>What the user says of link lists, beyond what they say themselves.</summary>
public sealed record LinkListOptions
{
    /// <summary>Nothing is said.</summary>
    public static LinkListOptions None { get; } = new();

    /// <summary>Names of columns whose header is none of the known names; null when all are.</summary>
    public LinkListColumns? Columns { get; init; }

    /// <summary>
    /// The site or page that lists without a target column are about, as the user gave it; null when none was given.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>Rows of lost links become lost links; else they are left out and counted.</summary>
    public bool IncludeLost { get; init; }
}
