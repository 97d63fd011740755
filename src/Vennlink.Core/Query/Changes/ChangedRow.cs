namespace Vennlink.Query.Changes;

/// <summary>What became of a row between two indexes.</summary>
[Flags]
public enum RowChange
{
    /// <summary>Nothing; for no rows.</summary>
    None = 0,

    /// <summary>It is a row of the later index alone.</summary>
    Gained = 1,

    /// <summary>It is a row of both.</summary>
    Kept = 2,

    /// <summary>It is a row of the earlier index alone.</summary>
    Lost = 4,
}

/// <summary>Why a source is a row of one index alone.</summary>
public enum RowCause
{
    /// <summary>It is a row of both.</summary>
    None = 0,

    /// <summary>Its links to the targets differ.</summary>
    Links = 1,

    /// <summary>It is no source of the other index at all.</summary>
    SourceUnknown = 2,

    /// <summary>Its links make it a row of both, but in one the filters on sources leave it out.</summary>
    SourceFilter = 3,

    /// <summary>Its links make it a row of both, but in one a rule hides it.</summary>
    Hidden = 4,
}

/// <summary>What became of a link from one index to the other.</summary>
public enum LinkChange
{
    /// <summary>The page was there before, without this link.</summary>
    NewLink = 0,

    /// <summary>The earlier index does not know the page.</summary>
    NewPage = 1,

    /// <summary>The page was gone, and is there again.</summary>
    PageBack = 2,

    /// <summary>The link was there before, but did not satisfy the filters on links.</summary>
    CountsNow = 3,

    /// <summary>The page is still there, without this link.</summary>
    LinkLost = 4,

    /// <summary>The later index does not know the page: it was not read for it.</summary>
    PageMissing = 5,

    /// <summary>The page is gone: it was read, and answered 404 or 410.</summary>
    PageGone = 6,

    /// <summary>The link is still there, but no longer satisfies the filters on links.</summary>
    CountsNoLonger = 7,
}

/// <summary>A row of a question in one index or both, and what differs.</summary>
/// <param name="Change">Gained, kept or lost.</param>
/// <param name="Cause">Why it is not in both.</param>
/// <param name="Row">As the later index describes it; a lost one as the earlier does.</param>
/// <param name="Before">Positive targets that it links to in the earlier index, ascending, row there or not.</param>
/// <param name="After">The same in the later one.</param>
/// <param name="Targets">Targets that it links to in one of them alone.</param>
public sealed record ChangedRow(
    RowChange Change, RowCause Cause, SourceRow Row, IReadOnlyList<int> Before, IReadOnlyList<int> After,
    IReadOnlyList<TargetChange> Targets);

/// <summary>A target that a source links to in one of two indexes alone.</summary>
/// <param name="Target">The target.</param>
/// <param name="IsNegative">Whether no source may link to it.</param>
/// <param name="Change">What became of the first of the links, those of the best page first.</param>
/// <param name="Links">Links to it that count, as the index shows them that has them; the first few.</param>
public sealed record TargetChange(
    Target Target, bool IsNegative, LinkChange Change, IReadOnlyList<ChangedLink> Links);

/// <summary>A link that one of two indexes has.</summary>
/// <param name="Link">The link, as that index shows it.</param>
/// <param name="Change">What became of it.</param>
public sealed record ChangedLink(EvidenceRow Link, LinkChange Change);
