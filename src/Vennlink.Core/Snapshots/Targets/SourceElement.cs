namespace Vennlink.Snapshots.Targets;

/// <summary>
/// A source in a short list, as a number: <c>2 × source + (1 when none of its links is followed)</c>, so elements
/// ascend as sources do.
/// </summary>
internal static class SourceElement
{
    /// <summary>Element for a source.</summary>
    public static ulong Of(uint source, bool isNotFollowed) => ((ulong)source << 1) | (isNotFollowed ? 1UL : 0);

    /// <summary>Source of an element.</summary>
    public static uint Source(ulong element) => (uint)(element >> 1);

    /// <summary>Whether every link of the element's source is nofollow.</summary>
    public static bool IsNotFollowed(ulong element) => (element & 1) != 0;
}
