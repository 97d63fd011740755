namespace Vennlink.Snapshots;

/// <summary>What an index knows of a link from one page to another.</summary>
internal enum PageLink
{
    /// <summary>It does not know the linking page.</summary>
    PageUnknown,

    /// <summary>The linking page is gone: its newest reading is a 404 or 410.</summary>
    PageGone,

    /// <summary>The page is there, without a live link to the other.</summary>
    NotLinked,

    /// <summary>There is a live link.</summary>
    Linked,
}
