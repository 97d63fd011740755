namespace Vennlink.Snapshots.Targets;

/// <summary>What the dictionary says of one target.</summary>
/// <param name="Domain">The <see cref="DomainId"/> of a root domain that is a source too; null for others.</param>
/// <param name="Kind">None, Inline or Long.</param>
/// <param name="Ids">Inline: source pages, ascending; else empty.</param>
/// <param name="NotFollowed">Inline: those of them whose every link to the target is nofollow.</param>
/// <param name="Offset">Long: where the lists stand in the postings.</param>
internal readonly record struct TargetEntry(uint? Domain, TargetListKind Kind, uint[] Ids, uint[] NotFollowed,
    long Offset)
{
    /// <summary>What stands for a key that the dictionary does not hold.</summary>
    public static TargetEntry Unknown { get; } = new(null, TargetListKind.None, [], [], 0);
}

/// <summary>Where the sources of a target are. Stored in two bits: never renumber.</summary>
internal enum TargetListKind : byte
{
    /// <summary>There are none: the target is merely known.</summary>
    None = 0,

    /// <summary>The same as those of an entry before, in the same block.</summary>
    Same = 1,

    /// <summary>Here.</summary>
    Inline = 2,

    /// <summary>In the postings, at an offset.</summary>
    Long = 3,
}
