namespace Vennlink.Segments.Stored;

/// <summary>Seconds since 1970 that may be unknown; the unknown gives way to the known.</summary>
internal static class Times
{
    public static long? Earlier(long? one, long? other) =>
        one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;

    public static long? Later(long? one, long? other) => one is { } a && other is { } b ? Math.Max(a, b) : one ?? other;
}
