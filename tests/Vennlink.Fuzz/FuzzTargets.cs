using System.Text;
using Vennlink.Archives;
using Vennlink.Links;
using Vennlink.Query;
using Vennlink.Server.Wire;
using Vennlink.Urls;

namespace Vennlink.Fuzz;

/// <summary>Feeds one input to one parser; throws when the parser crashes or breaks a law it must keep on any input.</summary>
public delegate void FuzzTarget(ReadOnlySpan<byte> input);

/// <summary>One target a parser and reader. Each file of <c>corpus/NAME</c> is replayed by the tests.</summary>
public static class FuzzTargets
{
    // Made anew for each input: instrumented code must not run before the fuzzer has set up its coverage map.
    private static ArchiveLimits SmallLimits => new(MaxBodyBytes: 1 << 16, MaxHeaderBytes: 1 << 14);

    /// <summary>All targets.</summary>
    public static IReadOnlyDictionary<string, FuzzTarget> ByName { get; } = new SortedDictionary<string, FuzzTarget>
    {
        ["gzip"] = Archive,
        ["html"] = Html,
        ["json"] = Json,
        ["list"] = List,
        ["token"] = Token,
        ["url"] = Url,
        ["warc"] = Archive,
        ["wat"] = Wat,
    };

    // Two lines: base, then reference. Laws: a parsed URL parses again to itself; a canonical URL and its key name each other.
    private static void Url(ReadOnlySpan<byte> input)
    {
        UrlParser parser = new();
        UrlRecord baseUrl = new();
        UrlRecord url = new();
        int line = input.IndexOf((byte)'\n');
        bool hasBase = line >= 0 && parser.TryParse(input[..line], null, baseUrl);
        if (!parser.TryParse(line < 0 ? input : input[(line + 1)..], hasBase ? baseUrl : null, url))
        {
            return;
        }

        byte[] href = url.Href.ToArray();
        UrlRecord again = new();
        Law(parser.TryParse(href, null, again) && again.Href.SequenceEqual(href), "href parses to itself");
        if (!url.IsHttp)
        {
            return;
        }

        byte[] canonical = new byte[url.MaxKeyBytes];
        byte[] key = new byte[url.MaxKeyBytes];
        byte[] back = new byte[url.MaxKeyBytes];
        int canonicalLength = url.WriteCanonical(canonical);
        int keyLength = url.WriteKey(key);
        int backLength = UrlKey.ToCanonical(key.AsSpan(0, keyLength), back);
        Law(back.AsSpan(0, backLength).SequenceEqual(canonical.AsSpan(0, canonicalLength)), "key and canonical URL name each other");
        int root = PublicSuffixList.Embedded.RootDomainLength(key.AsSpan(0, keyLength));
        Law(root > 0 && root <= UrlKey.HostLength(key.AsSpan(0, keyLength)), "a host has a root domain");
    }

    private static void Html(ReadOnlySpan<byte> input)
    {
        UrlParser parser = new();
        UrlRecord document = new();
        Law(parser.TryParse("http://example.com/a/b"u8, null, document), "document URL");
        PageLinks links = new();
        new HtmlLinks().Extract(input, "text/html"u8, document, links);
        for (int index = 0; index < links.Count; index++)
        {
            Law(links.TargetKey(index).IndexOf(UrlKey.HostEnd) > 0, "a link has a page key");
        }
    }

    private static void Wat(ReadOnlySpan<byte> input)
    {
        UrlParser parser = new();
        UrlRecord document = new();
        Law(parser.TryParse("http://example.com/a/b"u8, null, document), "document URL");
        new WatLinks().TryExtract(input, document, new PageLinks());
    }

    private static void Archive(ReadOnlySpan<byte> input)
    {
        ArchiveLimits limits = SmallLimits;
        SkipCounts skips = new();
        using MemoryStream file = new(input.ToArray());
        using ArchiveReader? reader = ArchiveReader.TryOpen(file, limits, skips);
        ArchiveRecord record = new();
        while (reader is not null && reader.TryRead(record))
        {
            Law(record.Body.Length <= limits.MaxBodyBytes || record.Kind == ArchiveRecordKind.Wat, "the body limit holds");
            Law(record.OffsetBytes >= 0 && (record.OffsetIsDecompressed || record.OffsetBytes < input.Length), "records start inside the file");
        }
    }

    // A request body. Laws: no problems means a request within the limits; the message stays short whatever the body holds.
    private static void Json(ReadOnlySpan<byte> input)
    {
        RequestLimits limits = new(MaxLimit: 50, MaxTargets: 6);
        RequestProblems problems = new();
        LinkIntersectRequest? request = LinkIntersectRequestReader.Read(input, limits, problems);
        Law(problems.Any || request is not null, "a body is a request or has a problem");
        Law(problems.Message.Length <= 16_000, "messages are bounded");
        if (!problems.Any)
        {
            Law(request!.Limit is >= 1 and <= 50, "the limit is in range");
            Law(request.PositiveTargets.Count >= 1 && request.PositiveTargets.Count + request.NegativeTargets.Count <= 6, "there are 1 to 6 targets");
            Law(request.PositiveTargets.Concat(request.NegativeTargets).All(target => target is { Text: not null, Scope: not null }), "targets are complete");
            Law(request.MinMatchingTargets >= 1 && request.MinMatchingTargets <= request.PositiveTargets.Count, "the minimum can be met");
        }
    }

    // A next_token as received. Law: none is valid, since nobody here has the secret.
    private static void Token(ReadOnlySpan<byte> input)
    {
        PageTokenOutcome outcome = PageToken.Decode(
            Encoding.Latin1.GetString(input), "a secret that no input can know"u8, "member-0123456789", TimeSpan.FromHours(24), TimeProvider.System, out PageToken? token);
        Law(outcome == PageTokenOutcome.Malformed && token is null, "no token is valid without the secret");
    }

    private static void List(ReadOnlySpan<byte> input)
    {
        SkipCounts skips = new();
        using MemoryStream file = new(input.ToArray());
        try
        {
            using LinkListReader reader = LinkListReader.Open(file, null, skips);
            LinkListRow row = new();
            while (reader.TryRead(row))
            {
                Law(!row.Source.IsEmpty && !row.Target.IsEmpty, "a row has source and target");
            }
        }
        catch (FormatException)
        {
            // The stated answer to a list without the columns.
        }
    }

    private static void Law(bool holds, string law)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"broken: {law}");
        }
    }
}
