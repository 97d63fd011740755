namespace Vennlink.Segments;

/// <summary>
/// What kind of input a capture comes from. Stored, and the order in which captures of one instant are believed: never
/// renumber.
/// </summary>
internal enum CaptureOrigin : byte
{
    /// <summary>A WARC or ARC record: the page itself was read.</summary>
    Archive = 0,

    /// <summary>A WAT record: what somebody else's parser found on the page.</summary>
    Wat = 1,
}
