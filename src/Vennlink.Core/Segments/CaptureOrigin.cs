namespace Vennlink.Segments;

/// <summary>What kind of input a capture or row comes from. Stored, and the order in which captures of one instant are believed: never renumber.</summary>
internal enum CaptureOrigin : byte
{
    /// <summary>A WARC or ARC record: the page itself was read.</summary>
    Archive = 0,

    /// <summary>A WAT record: what somebody else's parser found on the page.</summary>
    Wat = 1,

    /// <summary>A row of a link list.</summary>
    List = 2,

    /// <summary>An arc of a web graph.</summary>
    Graph = 3,
}
