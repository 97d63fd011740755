using System.Buffers;
using System.Text;
using System.Text.Json;
using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Archives.Lists;
using Vennlink.Archives.Networks;
using Vennlink.Archives.Records;
using Vennlink.Inputs;
using Vennlink.Links;
using Vennlink.Links.Extraction;
using Vennlink.Query.Questions;
using Vennlink.Server.Endpoints;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Urls;

namespace Vennlink.Fuzz;

/// <summary>
/// Feeds one input to one parser; throws when the parser crashes or breaks a law it must keep on any input.
/// </summary>
public delegate void FuzzTarget(ReadOnlySpan<byte> input);

/// <summary>One target a parser and reader. Each file of <c>corpus/NAME</c> is replayed by the tests.</summary>
public static class FuzzTargets
{
    // Made anew for each input: instrumented code must not run before the fuzzer has set up its coverage map.
    private static ArchiveLimits SmallLimits => new(MaxBodyBytes: 1 << 16, MaxHeaderBytes: 1 << 14);

    /// <summary>All targets.</summary>
    public static IReadOnlyDictionary<string, FuzzTarget> ByName { get; } = new SortedDictionary<string, FuzzTarget>
    {
        ["arcs"] = Arcs,
        ["bvgraph"] = BvGraph,
        ["edges"] = Edges,
        ["gzip"] = Archive,
        ["html"] = Html,
        ["json"] = Json,
        ["json-rows"] = List,
        ["list"] = List,
        ["match"] = Match,
        ["parquet"] = List,
        ["question"] = Question,
        ["ranks"] = Ranks,
        ["reversed-name"] = ReversedName,
        ["token"] = Token,
        ["url"] = Url,
        ["vertices"] = Vertices,
        ["warc"] = Archive,
        ["wat"] = Wat,
        ["xlsx"] = List,
        ["zip"] = Zip,
    };

    // Two lines: base, then reference. Laws: a parsed URL parses again to itself; a canonical URL and its key name each
    // other.
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
        Law(back.AsSpan(0, backLength).SequenceEqual(canonical.AsSpan(0, canonicalLength)),
            "key and canonical URL name each other");
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
        using ArchiveReader? reader = TryOpen(file, limits, skips);
        ArchiveRecord record = new();
        while (reader is not null && reader.TryRead(record))
        {
            Law(record.Body.Length <= limits.MaxBodyBytes || record.Kind == ArchiveRecordKind.Wat,
                "the body limit holds");
            Law(record.OffsetBytes >= 0
                && (record.OffsetIsDecompressed || record.OffsetBytes < record.Space.LengthBytes),
                "records start inside the file");
        }

        static ArchiveReader? TryOpen(Stream file, ArchiveLimits limits, SkipCounts skips)
        {
            try
            {
                return ArchiveReader.TryOpen(file, limits, skips);
            }
            catch (InvalidDataException)
            {
                return null;
            }
        }
    }

    // A request body. Laws: no problems means a request within the limits; the message stays short whatever the body
    // holds.
    private static void Json(ReadOnlySpan<byte> input)
    {
        ServerOptions options = new() { IndexFolder = "", KeysFile = "" };
        LinkIntersectEndpoint endpoint = new(new EndpointServices(options, null!, null!, []));
        RequestFields fields;
        LinkIntersectEndpoint.Request request;
        try
        {
            fields = RequestFields.Parse(input.ToArray());
            request = endpoint.Read(fields);
        }
        catch (ApiException refused)
        {
            Law(refused.Message.Length is > 0 and <= 16_000, "messages are bounded");
            return;
        }

        Law(fields.Problems.Message.Length <= 16_000, "messages are bounded");
        if (!fields.Problems.Any)
        {
            Law(request.PositiveTargets.Count >= 1
                && request.PositiveTargets.Count + request.NegativeTargets.Count <= 6, "there are 1 to 6 targets");
            Law(request.PositiveTargets.Concat(request.NegativeTargets)
                .All(target => target is { Text: not null, Scope: not null }), "targets are complete");
            Law(request.MinMatchingTargets >= 1 && request.MinMatchingTargets <= request.PositiveTargets.Count,
                "the minimum can be met");
        }
    }

    // Laws: the written form reads back as the same tree over the same targets; a fault is told short and with its
    // place.
    private static void Match(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        MatchText match;
        try
        {
            match = MatchText.Parse(text);
        }
        catch (MatchSyntaxException refused)
        {
            Law(refused.Message.Length <= 500 && refused.Excerpt.Length <= 100, "messages are bounded");
            Law(refused.Column >= 1 && refused.Column <= text.Length + 1, "a fault has its place in the text");
            Law(refused.CaretOffset >= 0 && refused.CaretOffset <= refused.Excerpt.Length, "its mark is in the excerpt");
            return;
        }

        MatchText again = MatchText.Parse(match.ToString());
        Law(again.ToString() == match.ToString(), "the written form is the same when read again");
        Law(again.Expression.ToString() == match.Expression.ToString()
            && again.Targets.SequenceEqual(match.Targets), "it is the same tree over the same targets");
    }

    // Laws: a question without problems is written so that reading gives it again; problems are bounded.
    private static void Question(ReadOnlySpan<byte> input)
    {
        QuestionProblems problems = new();
        Question question = QuestionJson.Read(input.ToArray(), problems);
        Law(problems.ToString().Length <= 100_000, "problems are bounded");
        if (problems.Any)
        {
            return;
        }

        byte[] written = Written(question);
        Question again = QuestionJson.Read(written, problems);
        Law(!problems.Any, "a question reads back without problems");
        Law(Written(again).AsSpan().SequenceEqual(written), "it reads back as it was written");

        static byte[] Written(Question question)
        {
            ArrayBufferWriter<byte> bytes = new();
            using (Utf8JsonWriter json = new(bytes))
            {
                QuestionJson.Write(json, question);
            }

            return bytes.WrittenSpan.ToArray();
        }
    }

    // A next_token as received. Law: none is valid, since nobody here has the secret.
    private static void Token(ReadOnlySpan<byte> input)
    {
        PageTokenOutcome outcome = PageToken.Decode(
            Encoding.Latin1.GetString(input), "a secret that no input can know"u8, "member-0123456789",
            TimeSpan.FromHours(24), TimeProvider.System, out PageToken? token);
        Law(outcome == PageTokenOutcome.Malformed && token is null, "no token is valid without the secret");
    }

    private static void List(ReadOnlySpan<byte> input)
    {
        SkipCounts skips = new();
        using MemoryStream file = new(input.ToArray());
        try
        {
            using LinkListReader reader = LinkListReader.Open(file, "links.csv", LinkListOptions.None, skips);
            LinkListRow row = new();
            while (reader.TryRead(row))
            {
                Law(!row.Source.IsEmpty && !row.Target.IsEmpty, "a row has source and target");
            }
        }
        catch (InputException)
        {
            // The stated answer to a list without the columns.
        }
    }

    // A file of any graph; the first byte 'A' stands for the name of an ASCIIGraph. Law: an arc has two ends, a node
    // one.
    private static void Arcs(ReadOnlySpan<byte> input)
    {
        bool isNamed = input is [(byte)'A', ..];
        try
        {
            using ArcFile file = ArcFile.Open(
                new MemoryStream(input[(isNamed ? 1 : 0)..].ToArray()), isNamed ? "fuzz.graph-txt" : "fuzz",
                new SkipCounts());
            NamedArc arc = new();
            while (file.TryRead(arc))
            {
                Law(!arc.Source.IsEmpty && arc.IsNode == arc.Target.IsEmpty, "an arc has two ends, a node one");
            }
        }
        catch (InputException)
        {
            // The stated answer to what is no graph.
        }
    }

    // A zip of files. Laws: its inputs lie in it; what it says of them bounds what they unpack to.
    private static void Zip(ReadOnlySpan<byte> input)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, input);
            InputSearch search = InputSearch.Find([file], file + ".index", LinkListOptions.None, default);
            foreach (IndexInput found in search.Inputs)
            {
                Law(found.Location.StartsWith(file, StringComparison.Ordinal)
                    && !found.Location.Contains("/../", StringComparison.Ordinal), "inputs lie in the zip");
                Law(found.LengthBytes <= 1L << 30, "lengths are bounded");
                found.Digest(1, null, default);
            }
        }
        catch (InputException)
        {
            // The stated answer to a zip that is none, or holds no list.
        }
        finally
        {
            File.Delete(file);
        }
    }

    // An edges file, plain or compressed. Law: vectors read what the plain parser reads.
    private static void Edges(ReadOnlySpan<byte> input)
    {
        const uint VertexCount = 5_000_000;
        byte[] bytes = input.ToArray();
        ArcHash[] hashes = [new ArcHash(VertexCount), new ArcHash(VertexCount)];
        LineFaults[] faults = [new LineFaults(), new LineFaults()];
        for (int way = 0; way < hashes.Length; way++)
        {
            EdgeLines lines = new(VertexCount, hashes[way], faults[way], usesVectors: way == 0
                && System.Runtime.Intrinsics.X86.Sse41.IsSupported);
            ForEachBlock(bytes, faults[way], lines.Parse);
            lines.Flush();
        }

        Law(hashes[0].Value == hashes[1].Value, "both parsers read the same arcs");
        Law(faults[0].First.SequenceEqual(faults[1].First), "both parsers find the same faults");
    }

    // A vertices file. Law: ids are dense.
    private static void Vertices(ReadOnlySpan<byte> input)
    {
        uint count = 0;
        LineFaults faults = new();
        VertexLines lines = new(_ => count++, faults);
        try
        {
            ForEachBlock(input.ToArray(), faults, lines.Parse);
            Law(lines.Count == count, "every id has a name, be it empty");
        }
        catch (InputException)
        {
            // The stated answer to a part that begins anew.
        }
    }

    private static void Ranks(ReadOnlySpan<byte> input)
    {
        LineFaults faults = new();
        RankLines lines = new(
            (name, pageRank) =>
                Law(!name.IsEmpty && double.IsFinite(pageRank) && pageRank >= 0, "a row has a name and a value"),
            faults);
        try
        {
            ForEachBlock(input.ToArray(), faults, lines.Parse);
        }
        catch (InputException)
        {
            // The stated answer to a file without the columns.
        }
    }

    // Laws: the fast path gives what the rules for hosts give; a key has no byte that only page keys have.
    private static void ReversedName(ReadOnlySpan<byte> input)
    {
        ReversedNames names = new();
        byte[] quick = new byte[(input.Length * 8) + 64];
        byte[] slow = new byte[quick.Length];
        bool isHost = names.TryToKey(input, quick, out int length);
        Law(isHost == names.TryParse(input, slow, out int slowLength), "both ways take the same names");
        Law(!isHost || quick.AsSpan(0, length).SequenceEqual(slow.AsSpan(0, slowLength)),
            "both ways give the same key");
        Law(!isHost || quick.AsSpan(0, length).IndexOf(UrlKey.HostEnd) < 0, "a host ends with its key");
    }

    // Three bytes choose window, shortest run and codes; the rest are the lists. Law: successors ascend and are nodes.
    private static void BvGraph(ReadOnlySpan<byte> input)
    {
        if (input.Length < 3)
        {
            return;
        }

        string[] codes = ["UNARY", "GAMMA", "DELTA", "ZETA"];
        BvProperties properties = BvProperties.Parse("fuzz.properties", string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"nodes=1000\narcs=0\nwindowsize={input[0] % 8}\nminintervallength={input[1] % 8}\nzetak={1 + (input[1] >> 3)}\ncompressionflags=RESIDUALS_{codes[input[2] & 3]}|OUTDEGREES_{codes[(input[2] >> 2) & 3]}|BLOCKS_{codes[(input[2] >> 4) & 3]}"));
        using BitStream bits = new(new MemoryStream(input[3..].ToArray()), "fuzz.graph");
        BvLists lists = new(properties, bits);
        try
        {
            while (lists.Node < properties.NodeCount)
            {
                ReadOnlySpan<uint> list = lists.Next();
                Law(list.IsEmpty || list[^1] < properties.NodeCount, "successors are nodes");
                for (int index = 1; index < list.Length; index++)
                {
                    Law(list[index - 1] < list[index], "successors ascend, each once");
                }
            }
        }
        catch (InputException)
        {
            // The stated answer to bits that are no lists.
        }
    }

    private static void ForEachBlock(byte[] file, LineFaults faults, Action<LineBlock> parse)
    {
        using LinePart part = new("fuzz.txt", 0, _ => new MemoryStream(file));
        LineBlock block = new();
        while (part.TryFill(block, faults))
        {
            parse(block);
        }
    }

    private sealed class ArcHash(uint vertexCount) : IArcSink
    {
        public ulong Value { get; private set; }

        public void Add(ReadOnlySpan<uint> sources, ReadOnlySpan<uint> targets)
        {
            for (int arc = 0; arc < sources.Length; arc++)
            {
                Law(sources[arc] < vertexCount && targets[arc] < vertexCount && sources[arc] != targets[arc],
                    "arcs join two vertices");
                Value = (Value * 0x9E3779B97F4A7C15) + (((ulong)sources[arc] << 32) | targets[arc]) + 1;
            }
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
