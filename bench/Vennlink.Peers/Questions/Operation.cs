namespace Vennlink.Peers.Questions;

/// <summary>What is asked of a question's answer.</summary>
internal enum Operation
{
    /// <summary>The exact number of rows.</summary>
    Total,

    /// <summary>The ids of all rows, in any order.</summary>
    All,

    /// <summary>
    /// The first 50 rows by authority, that is by ascending id; with each row's number of matching targets, as in all
    /// pages.
    /// </summary>
    FirstByAuthority,

    /// <summary>The first 50 rows by (matching targets ↓, id ↑).</summary>
    FirstByCount,

    /// <summary>The first 50 rows by (spam score ↓, id ↑).</summary>
    FirstBySpam,

    /// <summary>Rows 451–500 by authority, given row 450.</summary>
    TenthByAuthority,

    /// <summary>Rows 451–500 by matching targets, given row 450.</summary>
    TenthByCount,
}
