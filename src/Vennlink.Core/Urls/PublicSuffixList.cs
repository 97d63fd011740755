using System.Text;

namespace Vennlink.Urls;

/// <summary>
/// The Public Suffix List: where a host's root domain (registrable domain) ends. Immutable, thread-safe.
/// </summary>
/// <remarks>
/// Source: publicsuffix.org/list, MPL-2.0. Lookups work on host keys (<see cref="UrlKey"/>) and do not allocate.
/// </remarks>
public sealed class PublicSuffixList
{
    private const string ResourceName = "Vennlink.Urls.public_suffix_list.dat";

    // The published list has a VERSION line, the file in the list's source repository has none: this is the date of its
    // last commit.
    private const string EmbeddedVersion = "2026-08-19";
    private const string NoVersion = "unversioned";

    private static readonly Lazy<byte[]> EmbeddedBytes = new(ReadEmbedded);
    private static readonly Lazy<PublicSuffixList> EmbeddedList =
        new(() => ParseText(EmbeddedBytes.Value, PublicSuffixSections.All, []));

    private readonly SuffixRules _rules;

    private PublicSuffixList(SuffixRules rules, string version)
    {
        _rules = rules;
        Version = version;
    }

    /// <summary>The list embedded in this build, both sections.</summary>
    public static PublicSuffixList Embedded => EmbeddedList.Value;

    /// <summary>The embedded list's text, to parse with other sections or extra suffixes.</summary>
    public static ReadOnlyMemory<byte> EmbeddedText => EmbeddedBytes.Value;

    /// <summary>
    /// The list's own version line, e.g. <c>2026-08-19_08-05-29_UTC</c>; the date of the embedded list; "unversioned"
    /// for another text without one.
    /// </summary>
    public string Version { get; }

    /// <summary>Parses the list's text format.</summary>
    /// <param name="listUtf8">The file <c>public_suffix_list.dat</c>.</param>
    /// <param name="sections">Sections that count; rules outside both sections always do.</param>
    /// <param name="extraSuffixes">More suffixes, as hosts (<c>pages.example.org</c>), treated like private ones, and
    /// counted whatever <paramref name="sections"/> says.</param>
    /// <returns>The list; <see cref="Embedded"/> itself where it is that one, which nearly every index has, so that it
    /// is parsed once.</returns>
    /// <exception cref="FormatException">A rule cannot be a host name, or has <c>*</c> elsewhere than first; the
    /// message names line and rule.</exception>
    public static PublicSuffixList Parse(
        ReadOnlySpan<byte> listUtf8, PublicSuffixSections sections, IEnumerable<string>? extraSuffixes = null)
    {
        string[] extra = [.. extraSuffixes ?? []];
        return extra.Length == 0 && sections == PublicSuffixSections.All && listUtf8.SequenceEqual(EmbeddedText.Span)
            ? Embedded : ParseText(listUtf8, sections, extra);
    }

    private static PublicSuffixList ParseText(ReadOnlySpan<byte> listUtf8, PublicSuffixSections sections,
        string[] extraSuffixes)
    {
        var rules = new SuffixRules();
        string version = NoVersion;
        bool inPrivateSection = false;
        int lineNumber = 0;
        if (listUtf8.StartsWith("\uFEFF"u8))
        {
            listUtf8 = listUtf8[3..];
        }

        foreach (Range range in listUtf8.Split((byte)'\n'))
        {
            lineNumber++;
            ReadOnlySpan<byte> line = listUtf8[range].Trim(" \t\r"u8);
            if (line.StartsWith("//"u8))
            {
                ReadOnlySpan<byte> comment = line[2..].TrimStart((byte)' ');
                if (comment.StartsWith("VERSION:"u8))
                {
                    version = Encoding.UTF8.GetString(comment["VERSION:".Length..].Trim((byte)' '));
                }
                else if (comment.StartsWith("===BEGIN"u8))
                {
                    inPrivateSection = comment.IndexOf("PRIVATE"u8) >= 0;
                }

                continue;
            }

            // The format: a rule ends at the first white space.
            int end = line.IndexOfAny(" \t"u8);
            ReadOnlySpan<byte> rule = end < 0 ? line : line[..end];
            if (!rule.IsEmpty && !(inPrivateSection && sections == PublicSuffixSections.Icann) && !rules.TryAdd(rule))
            {
                const int MaxShownBytes = 80;
                string shown = Encoding.UTF8.GetString(rule[..Math.Min(rule.Length, MaxShownBytes)]);
                throw new FormatException($"Public suffix list, line {lineNumber}: '{shown}' is not a rule.");
            }
        }

        foreach (string suffix in extraSuffixes)
        {
            if (!rules.TryAdd(Encoding.UTF8.GetBytes(suffix.Trim().Trim('.'))))
            {
                throw new FormatException($"Extra public suffix '{suffix}' is not a host name.");
            }
        }

        if (version == NoVersion && listUtf8.SequenceEqual(EmbeddedText.Span))
        {
            version = EmbeddedVersion;
        }

        return new PublicSuffixList(rules, version);
    }

    /// <summary>Length of the prefix of <paramref name="hostKey"/> that is the key of its root domain.</summary>
    /// <param name="hostKey">Labels reversed, joined by <see cref="UrlKey.LabelSeparator"/>; may go on with
    /// <see cref="UrlKey.HostEnd"/> and a path.</param>
    /// <returns>Bytes, ending at a label boundary; the whole host for an IP address and for a host that is itself a
    /// public suffix.</returns>
    /// <remarks>
    /// Root domains can nest: <c>s3.amazonaws.com</c> is a public suffix, so <c>bucket.s3.amazonaws.com</c> lies, in
    /// key order, between the hosts
    /// <c>a.amazonaws.com</c> and <c>z.amazonaws.com</c> of the root domain <c>amazonaws.com</c>. A host whose label
    /// next to the public suffix is empty (<c>a..com</c>) is its own root domain.
    /// </remarks>
    public int RootDomainLength(ReadOnlySpan<byte> hostKey)
    {
        int suffixLength = _rules.SuffixLength(hostKey, out bool knowsTopLevel);
        if (!knowsTopLevel && UrlKey.IsIpAddress(hostKey))
        {
            return UrlKey.HostLength(hostKey);
        }

        if (suffixLength == hostKey.Length || hostKey[suffixLength] == UrlKey.HostEnd)
        {
            return suffixLength;
        }

        int labelStart = suffixLength + 1;
        int labelLength = hostKey[labelStart..].IndexOfAny(UrlKey.LabelSeparator, UrlKey.HostEnd);
        int end = labelLength < 0 ? hostKey.Length : labelStart + labelLength;
        return end == labelStart ? UrlKey.HostLength(hostKey) : end;
    }

    /// <summary>
    /// The root domain's key: a slice of <paramref name="key"/>, which may be a page, host or root-domain key.
    /// </summary>
    public ReadOnlySpan<byte> RootDomainKey(ReadOnlySpan<byte> key) => key[..RootDomainLength(key)];

    /// <summary>Whether two keys (page, host or root domain) belong to one root domain.</summary>
    public bool SameRootDomain(ReadOnlySpan<byte> key, ReadOnlySpan<byte> otherKey) =>
        RootDomainKey(key).SequenceEqual(RootDomainKey(otherKey));

    /// <summary>Whether a page belongs to the root domain of a host.</summary>
    /// <param name="pageKey">Key of the page.</param>
    /// <param name="host">The host.</param>
    /// <param name="rootLength">Length of its root domain.</param>
    internal bool IsOfRootDomain(ReadOnlySpan<byte> pageKey, ReadOnlySpan<byte> host, int rootLength)
    {
        // Most links stay on their host: that is seen without the list. A different start is seen as fast.
        ReadOnlySpan<byte> other = UrlKey.HostKey(pageKey);
        return other.SequenceEqual(host)
            || (other.StartsWith(host[..rootLength]) && RootDomainLength(other) == rootLength);
    }

    /// <summary>Whether the host itself is a public suffix (<c>com</c>, <c>gov.uk</c>, <c>github.io</c>).</summary>
    /// <remarks>
    /// A single label that the list does not know (<c>localhost</c>) is one, by the list's default rule <c>*</c>; an IP
    /// address is none.
    /// </remarks>
    public bool IsPublicSuffix(ReadOnlySpan<byte> hostKey)
    {
        ReadOnlySpan<byte> host = UrlKey.HostKey(hostKey);
        return !host.IsEmpty && !UrlKey.IsIpAddress(host) && _rules.SuffixLength(host, out _) == host.Length;
    }

    /// <summary>Whether a rule names a top-level domain: <c>com</c>, and not <c>example</c>.</summary>
    internal bool KnowsTopLevel(ReadOnlySpan<byte> label)
    {
        _rules.SuffixLength(label, out bool isKnown);
        return isKnown;
    }

    /// <summary>
    /// Keys of all suffixes that a rule names, in no order. Where one is a wildcard, every label below it ends a suffix
    /// too; the default rule is not among them.
    /// </summary>
    internal IEnumerable<(byte[] Key, bool IsWildcard)> Rules() => _rules.Rules();

    private static byte[] ReadEmbedded()
    {
        using Stream stream = typeof(PublicSuffixList).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {ResourceName}.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

/// <summary>Which part of the Public Suffix List counts.</summary>
public enum PublicSuffixSections : byte
{
    /// <summary>ICANN and private section: <c>alice.github.io</c> is its own root domain.</summary>
    All = 0,

    /// <summary>ICANN section only: platforms are folded into one root domain.</summary>
    Icann = 1,
}
