namespace Vennlink.Snapshots.Targets;

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
