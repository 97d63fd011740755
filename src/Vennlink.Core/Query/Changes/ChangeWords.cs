namespace Vennlink.Query.Changes;

/// <summary>Names of changes, the same in the shell, in files and over HTTP; docs/diff.md has each.</summary>
public static class ChangeWords
{
    /// <summary>What became of a row.</summary>
    public static readonly IReadOnlyList<(string Name, RowChange Value)> RowChanges =
        [("gained", RowChange.Gained), ("kept", RowChange.Kept), ("lost", RowChange.Lost)];

    /// <summary>Why a row is not in both indexes; nothing for one that is.</summary>
    public static readonly IReadOnlyList<(string Name, RowCause Value)> RowCauses =
    [
        ("", RowCause.None), ("links", RowCause.Links), ("source_unknown", RowCause.SourceUnknown),
        ("source_filter", RowCause.SourceFilter), ("hidden", RowCause.Hidden),
    ];

    /// <summary>What became of a link.</summary>
    public static readonly IReadOnlyList<(string Name, LinkChange Value)> LinkChanges =
    [
        ("new_link", LinkChange.NewLink), ("new_page", LinkChange.NewPage), ("page_back", LinkChange.PageBack),
        ("counts_now", LinkChange.CountsNow), ("link_lost", LinkChange.LinkLost),
        ("page_missing", LinkChange.PageMissing), ("page_gone", LinkChange.PageGone),
        ("counts_no_longer", LinkChange.CountsNoLonger),
    ];
}
