namespace Vennlink.Urls;

/// <summary>Which part of the Public Suffix List counts.</summary>
public enum PublicSuffixSections : byte
{
    /// <summary>ICANN and private section: <c>alice.github.io</c> is its own root domain.</summary>
    All = 0,

    /// <summary>ICANN section only: platforms are folded into one root domain.</summary>
    Icann = 1,
}

/// <summary>The Public Suffix List: where a host's root domain (registrable domain) ends. Immutable, thread-safe.</summary>
/// <remarks>Source: publicsuffix.org/list, MPL-2.0. Lookups work on host keys (<see cref="UrlKey"/>) and do not allocate.</remarks>
public sealed class PublicSuffixList
{
    /// <summary>The list embedded in this build, both sections.</summary>
    public static PublicSuffixList Embedded { get; } = new();

    /// <summary>The list's own version line, e.g. <c>2026-08-19_08-05-29_UTC</c>; "unversioned" where the text has none.</summary>
    public string Version => throw new NotImplementedException();

    /// <summary>Parses the list's text format.</summary>
    /// <param name="listUtf8">The file <c>public_suffix_list.dat</c>.</param>
    /// <param name="sections">Sections that count.</param>
    /// <param name="extraSuffixes">More suffixes, as hosts (<c>pages.example.org</c>), treated like private ones.</param>
    /// <exception cref="FormatException">A rule cannot be a host name; the message names line and rule.</exception>
    public static PublicSuffixList Parse(ReadOnlySpan<byte> listUtf8, PublicSuffixSections sections, IEnumerable<string>? extraSuffixes = null) =>
        throw new NotImplementedException();

    /// <summary>The embedded list's text, to parse with other sections or extra suffixes.</summary>
    public static ReadOnlyMemory<byte> EmbeddedText => throw new NotImplementedException();

    /// <summary>Length of the prefix of <paramref name="hostKey"/> that is the key of its root domain.</summary>
    /// <param name="hostKey">Labels reversed, joined by <see cref="UrlKey.LabelSeparator"/>; may go on with <see cref="UrlKey.HostEnd"/> and a path.</param>
    /// <returns>Bytes, ending at a label boundary; the whole host for an IP address and for a host that is itself a public suffix.</returns>
    public int RootDomainLength(ReadOnlySpan<byte> hostKey) => throw new NotImplementedException();

    /// <summary>Whether the host itself is a public suffix (<c>com</c>, <c>gov.uk</c>, <c>github.io</c>).</summary>
    public bool IsPublicSuffix(ReadOnlySpan<byte> hostKey) => throw new NotImplementedException();
}
