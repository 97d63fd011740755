using System.Globalization;

namespace Vennlink.Webs;

/// <summary>What was written of a page-level web.</summary>
internal sealed class PageCounts
{
    /// <summary>Pages.</summary>
    public long Pages { get; set; }

    /// <summary>Links to pages of the same domain.</summary>
    public long InternalLinks { get; set; }

    /// <summary>Links to other domains.</summary>
    public long ExternalLinks { get; set; }

    /// <summary>Those of the external links that carry nofollow, ugc or sponsored.</summary>
    public long NofollowLinks { get; set; }

    /// <summary>Bytes of text.</summary>
    public long TextBytes { get; set; }

    public void Add(PageCounts other)
    {
        Pages += other.Pages;
        InternalLinks += other.InternalLinks;
        ExternalLinks += other.ExternalLinks;
        NofollowLinks += other.NofollowLinks;
        TextBytes += other.TextBytes;
    }

    /// <summary>A header and a row.</summary>
    public string ToTable() => string.Create(
        CultureInfo.InvariantCulture,
        $"pages\tinternal_links\texternal_links\tnofollow_links\ttext_bytes\tinternal_per_page\texternal_per_page\tnofollow_percent\n{Pages}\t{InternalLinks}\t{ExternalLinks}\t{NofollowLinks}\t{TextBytes}\t{InternalLinks / (double)Pages:F3}\t{ExternalLinks / (double)Pages:F3}\t{100.0 * NofollowLinks / Math.Max(1, ExternalLinks):F3}\n");
}
