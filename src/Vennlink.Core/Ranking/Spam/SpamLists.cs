using System.Diagnostics.CodeAnalysis;
using System.Text;
using Vennlink.Urls;

namespace Vennlink.Ranking.Spam;

/// <summary>
/// Sites whose spam score a person has decided: a block list (100) and an allow list (1). Immutable, thread-safe.
/// </summary>
internal sealed class SpamLists
{
    private static readonly HashSet<byte[]> Empty = new(new KeyComparer());

    private readonly HashSet<byte[]> _blocked;
    private readonly HashSet<byte[]> _allowed;

    private SpamLists(HashSet<byte[]> blocked, HashSet<byte[]> allowed)
    {
        _blocked = blocked;
        _allowed = allowed;
    }

    /// <summary>Both lists empty.</summary>
    public static SpamLists None { get; } = new(Empty, Empty);

    /// <summary>Whether both lists are empty.</summary>
    public bool IsEmpty => _blocked.Count + _allowed.Count == 0;

    /// <summary>Canonical text of the block list: root domains, a line each, in ordinal order of their names.</summary>
    public string BlockText => ToText(_blocked);

    /// <summary>The same for the allow list.</summary>
    public string AllowText => ToText(_allowed);

    /// <summary>Reads both lists.</summary>
    /// <param name="blockUtf8">One site a line, by a host of it, with or without scheme and final slash: a host stands
    /// for its root domain; <c>#</c> starts a comment.</param>
    /// <param name="allowUtf8">The same.</param>
    /// <param name="publicSuffixes">Says where root domains end.</param>
    /// <param name="malformed">Gets every line that is not a site, public suffixes among them: list name, number,
    /// text.</param>
    /// <exception cref="FormatException">A site is on both lists.</exception>
    public static SpamLists Parse(ReadOnlySpan<byte> blockUtf8, ReadOnlySpan<byte> allowUtf8,
        PublicSuffixList publicSuffixes, Action<string, int, string>? malformed = null) =>
        Parse(
            blockUtf8, allowUtf8,
            host => publicSuffixes.IsPublicSuffix(host) ? 0 : publicSuffixes.RootDomainLength(host), malformed);

    /// <summary>Reads <see cref="BlockText"/> and <see cref="AllowText"/>.</summary>
    /// <exception cref="FormatException">A site is on both lists, or a line is none.</exception>
    public static SpamLists ParseCanonical(ReadOnlySpan<byte> blockText, ReadOnlySpan<byte> allowText) => Parse(
        blockText, allowText, host => host.Length, (list, number, text) =>
        throw new FormatException($"line {number} of the {list} list is not a root domain: '{text}'"));

    private static SpamLists Parse(ReadOnlySpan<byte> blockUtf8, ReadOnlySpan<byte> allowUtf8, SiteLength siteLength,
        Action<string, int, string>? malformed)
    {
        HashSet<byte[]> blocked = ParseList(blockUtf8, "block", siteLength, malformed);
        HashSet<byte[]> allowed = ParseList(allowUtf8, "allow", siteLength, malformed);
        foreach (byte[] key in blocked.Where(allowed.Contains))
        {
            throw new FormatException($"'{UrlKey.ToText(key)}' is on the block list and on the allow list");
        }

        return new SpamLists(blocked, allowed);
    }

    /// <summary>What is decided of a root domain: true for spam, false for none, null for nothing.</summary>
    public bool? Find(ReadOnlySpan<byte> rootDomainKey) =>
        _blocked.GetAlternateLookup<ReadOnlySpan<byte>>().Contains(rootDomainKey) ? true
        : _allowed.GetAlternateLookup<ReadOnlySpan<byte>>().Contains(rootDomainKey) ? false
        : null;

    private static HashSet<byte[]> ParseList(
        ReadOnlySpan<byte> utf8, string list, SiteLength siteLength, Action<string, int, string>? malformed)
    {
        HashSet<byte[]> keys = new(new KeyComparer());
        UrlParser parser = new();
        UrlRecord url = new();
        int number = 0;
        foreach (Range range in utf8.Split((byte)'\n'))
        {
            number++;
            string line = Encoding.UTF8.GetString(utf8[range]).TrimStart('\uFEFF');
            int comment = line.IndexOf('#', StringComparison.Ordinal);
            string site = (comment < 0 ? line : line[..comment]).Trim();
            if (site.Length == 0)
            {
                continue;
            }

            if (ReadSite(parser, url, site, siteLength) is { } key)
            {
                keys.Add(key);
            }
            else
            {
                malformed?.Invoke(list, number, site);
            }
        }

        return keys;
    }

    // A page is no site.
    private static byte[]? ReadSite(UrlParser parser, UrlRecord url, string site, SiteLength siteLength)
    {
        if (!ListedUrl.TryParse(Encoding.UTF8.GetBytes(site), parser, url) || !url.IsHttp
            || !url.Host.ContainsAnyExcept((byte)'.'))
        {
            return null;
        }

        byte[] key = new byte[url.MaxKeyBytes];
        ReadOnlySpan<byte> page = key.AsSpan(0, url.WriteKey(key));
        ReadOnlySpan<byte> host = UrlKey.HostKey(page);
        return page.Length == host.Length + 2 && siteLength(host) is > 0 and int length
            ? host[..length].ToArray() : null;
    }

    private static string ToText(HashSet<byte[]> keys) =>
        string.Concat(keys.Select(key => UrlKey.ToText(key)).Order(StringComparer.Ordinal).Select(name => name + "\n"));

    // How much of the key of a host is that of its site; 0 for none.
    private delegate int SiteLength(ReadOnlySpan<byte> host);

    private sealed class KeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            HashCode hash = default;
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
