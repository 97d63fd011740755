namespace Vennlink.Server.Keys;

/// <summary>What a key may.</summary>
public sealed record KeyLimits
{
    /// <summary>Names of the calls it may make, such as <c>link_intersect</c>; none for all calls.</summary>
    public IReadOnlyList<string> Calls { get; init; } = [];

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Rows that it may use in a month of UTC, weighed; null for no bound.</summary>
    public long? RowsAMonth { get; init; }

    /// <summary>Requests a minute, over time; null for no bound.</summary>
    public double? RequestsAMinute { get; init; }

    /// <summary>Whether it is held to anything but an end.</summary>
    internal bool Any => Calls.Count > 0 || RowsAMonth is not null || RequestsAMinute is not null;
}

/// <summary>What a keys file tells about a key.</summary>
/// <param name="AccessId"><c>member-</c> and 10 hex digits.</param>
/// <param name="Name">The name its owner gave it.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Revoked">When it was revoked; null while it works.</param>
/// <param name="Limits">What it may.</param>
public sealed record KeyEntry(
    string AccessId, string Name, DateTimeOffset Created, DateTimeOffset? Revoked, KeyLimits Limits);
