using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Query;

/// <summary>One target of a query, resolved: scope, key, and the text the user typed.</summary>
public sealed record Target(TargetScope Scope, ReadOnlyMemory<byte> Key, string Text)
{
    /// <summary>
    /// Whether the scope dropped a part of the URL, so that more is meant than it names: a host taken for its root
    /// domain, a page for its host.
    /// </summary>
    public bool IsWidened { get; init; }

    /// <summary>What is meant: a page, a folder, a host or a root domain, without scheme.</summary>
    public string Meaning => UrlKey.ToText(Key.Span);
}
