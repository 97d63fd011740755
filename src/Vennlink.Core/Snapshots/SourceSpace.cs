using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Snapshots;

/// <summary>
/// The sources of one scope as ids: <c>0 … Count − 1</c>, in the order of answers, those of a root domain side by side.
/// Thread-safe.
/// </summary>
/// <remarks>One class a scope; whoever works with source ids asks here, and need not know what they stand
/// for.</remarks>
public abstract class SourceSpace
{
    /// <summary>What the sources are.</summary>
    public abstract SourceScope Scope { get; }

    /// <summary>Number of sources.</summary>
    public abstract uint Count { get; }

    /// <summary>Whether a source has the id of its page, which is its only one.</summary>
    public abstract bool HasIdsOfPages { get; }

    /// <summary>Whether a source has the id of its root domain: it is one, or the only source of one.</summary>
    public abstract bool IsOfDomains { get; }

    /// <summary>Whether a source is a page itself, with a title, and no other page stands for it.</summary>
    public abstract bool IsOfPages { get; }

    /// <summary>Root domain of a source.</summary>
    public abstract DomainId DomainOf(uint source);

    /// <summary>To how many root domains the sources link.</summary>
    internal ReachColumn ReachOf(SourceReach reach) =>
        HasIdsOfPages ? reach.Pages : IsOfDomains ? reach.Domains : reach.Hosts;

    /// <summary>The source that stands for a page.</summary>
    public abstract uint SourceOf(PageId page);

    /// <summary>Sources of a root domain; legal for the domain count too, where the range is empty.</summary>
    public abstract IdRange OfDomain(DomainId domain);

    /// <summary>Pages among which are those that a source stands for, from the best of them on.</summary>
    public abstract IdRange PagesOf(uint source);

    /// <summary>Whether a source stands for a page of <see cref="PagesOf"/>: for each, but of hosts, whose pages stand
    /// among those of others.</summary>
    public virtual bool HasPage(uint source, PageId page) => true;

    /// <summary>The source that a page is, or is of.</summary>
    /// <param name="page">The page.</param>
    /// <param name="domain">Its root domain.</param>
    public abstract uint OfPage(PageId page, DomainId domain);

    /// <summary>The distinct sources of ascending pages, ascending.</summary>
    public abstract uint[] Fold(ReadOnlySpan<uint> pages);

    /// <summary>Copies the key of a source; returns its length, or the length needed when it does not fit.</summary>
    public abstract int Key(uint source, Span<byte> destination);

    /// <summary>The key of a source.</summary>
    public byte[] Key(uint source)
    {
        byte[] key = new byte[Key(source, [])];
        Key(source, key);
        return key;
    }
}
