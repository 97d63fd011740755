using System.Security.Cryptography;
using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Inputs;
using Vennlink.Links;
using Vennlink.Segments;
using Vennlink.Segments.Reading;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Blocks;
using Vennlink.Urls;

namespace Vennlink.Tests.Inputs;

public sealed class IndexInputTests
{
    [Fact]
    public void Lines_are_counted_as_an_editor_shows_them()
    {
        using TemporaryFolder folder = new();
        string list = folder.File("links.csv");
        File.WriteAllText(list, "\nsep=,\nsource,target,anchor\r\na.example,t.example,\"two\nlines\"\n\n,t.example,\n"
            + "a.example,\"t.example\" x,\n,t.example,\n,,\na.example,,\n");
        InputInfo info = Read(folder, list);
        Assert.Equal((1L, 4L), (info.RowCount, info.Skips[SkipReason.BadRow]));
        Assert.Equal([7L, 8L, 9L], info.Skips.Places(SkipReason.BadRow).Select(place => place.Number));
    }

    [Fact]
    public void A_link_list_becomes_rows_in_key_order()
    {
        using TemporaryFolder folder = new();
        string list = folder.File("links.csv");
        File.WriteAllText(list, """
            source,target,anchor,title,rel,first_seen,last_seen
            https://b.example/,http://t.example/x,  Über uns ,Title B,nofollow ugc,2020-01-01,2021-01-01
            a.example:8080/p?q#f,//t.example,,,dofollow,,
            mailto:me@example.org,t.example,,,,,
            a.example,mailto:me@example.org,,,,,
            a.example,http://[,,,,,
            ,t.example,,,,,
            """);
        InputInfo info = Read(folder, list);
        Assert.Equal(("links.csv", "list", 0L, 2L, 2L),
            (info.Name, info.Format, info.CaptureCount, info.RowCount, info.LinkCount));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(list))), info.Digest);
        Assert.Equal(info.Digest, Recognise(list).Digest(1, null, CancellationToken.None));
        Assert.Equal((1L, 1L, 1L, 1L), (info.Skips[SkipReason.BadUrl], info.Skips[SkipReason.OtherScheme],
            info.Skips[SkipReason.UnparsableLink], info.Skips[SkipReason.BadRow]));
        Assert.Equal((2L, PlaceUnit.Line), (info.PageCount, info.Notes.Places));
        Assert.Equal([4L, 5L, 6L, 7L], new[] { SkipReason.BadUrl, SkipReason.OtherScheme, SkipReason.UnparsableLink,
            SkipReason.BadRow }.Select(reason => Assert.Single(info.Skips.Places(reason)).Number));
        Assert.Equal(
            [
                "Row a.example:8080/p?q -> t.example/ [None] '' '' ..",
                "Row b.example/ -> t.example/x [Nofollow, Ugc] 'Über uns' 'Title B' 1577836800..1609459200",
            ],
            Dump(folder.File("segment")));
    }

    [Fact]
    public void A_web_graph_becomes_rows_named_by_all_its_files()
    {
        using TemporaryFolder folder = new();
        string graph = SharedData.Require("graphs/cc-webgraph-example");
        InputInfo info = Read(folder, graph);
        Assert.Equal(("edges.txt", "graph"), (info.Name, info.Format));
        Assert.Equal(File.ReadLines(Path.Combine(graph, "edges.txt")).Count(), info.RowCount);
        byte[] digests = [.. SHA256.HashData(File.ReadAllBytes(Path.Combine(graph, "vertices.txt"))),
            .. SHA256.HashData(File.ReadAllBytes(Path.Combine(graph, "edges.txt")))];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(digests)), info.Digest);
        Assert.Equal(info.Digest, Recognise(graph).Digest(2, null, CancellationToken.None));
        Assert.Equal("edges.txt", Read(folder, Path.Combine(graph, "vertices.txt")).Name);
        Assert.Equal("edges.txt", Read(folder, Path.Combine(graph, "edges.txt")).Name);
    }

    [Fact]
    public void Neither_memory_nor_threads_show_in_a_segment()
    {
        using TemporaryFolder folder = new();
        string list = folder.File("links.csv");

        // Some 20 MB of records, so that the small memory needs many runs.
        File.WriteAllLines(list, ["source,target,anchor", .. Enumerable.Range(0, 100_000).Select(row =>
            $"https://s{row * 7919 % 10007}.example/{row % 13},https://t{row * 104729 % 5003}.example/,anchor "
                + $"{row % 101} {new string('x', row % 150)}")]);
        Read(folder, list, memoryBytes: 256 << 20, threadCount: 1);
        byte[] expected = File.ReadAllBytes(folder.File("segment"));
        foreach ((long memory, int threads) in new[] { (1L << 20, 1), (1L << 20, 4), (256L << 20, 4) })
        {
            Read(folder, list, memory, threads);
            Assert.Equal(expected, File.ReadAllBytes(folder.File("segment")));
        }

        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void A_cancelled_reading_leaves_nothing()
    {
        using TemporaryFolder folder = new();
        string list = folder.File("links.csv");
        File.WriteAllLines(
            list, ["source,target", .. Enumerable.Range(0, 5000).Select(row => $"a.example/{row},b.example")]);
        using CancellationTokenSource cancelled = new();
        SegmentOptions options = new() { TemporaryFolder = folder.Path, MemoryBytes = 1 << 20, ThreadCount = 2 };
        Assert.Throws<OperationCanceledException>(() =>
            Recognise(list).WriteSegment(folder.File("segment"), options, _ => cancelled.Cancel(), cancelled.Token));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_failing_worker_ends_the_reading_with_its_own_exception()
    {
        RecordPipeline<LinkListRow> pipeline = new(3, 1 << 16);
        int read = 0;
        Assert.Throws<InvalidDataException>(() => pipeline.Run(
            batch =>
            {
                batch.Add().Source = batch.Keep(new byte[1000]);
                return ++read < 1_000_000;
            },
            () => _ => throw new InvalidDataException(),
            CancellationToken.None));
        Assert.True(read < 1_000_000);
    }

    internal static InputInfo Read(TemporaryFolder folder, string path, long memoryBytes = 1 << 24,
        int threadCount = 2) =>
        Recognise(path).WriteSegment(
            folder.File("segment"),
            new SegmentOptions { TemporaryFolder = folder.Path, MemoryBytes = memoryBytes, ThreadCount = threadCount },
            null,
            CancellationToken.None);

    private static IndexInput Recognise(string path) => InputKinds.TryRecognise(path, LinkListOptions.None)!;

    internal static List<string> Dump(string segmentPath)
    {
        List<string> lines = [];
        using Segment segment = Segment.Open(segmentPath);
        using RecordCursor cursor = segment.ReadRecords();
        byte[] target = new byte[CaptureLimits.MaxKeyBytes];
        while (cursor.MoveNext())
        {
            if (SegmentRecord.IsRows(cursor.Current))
            {
                AddRows(cursor, lines);
                continue;
            }

            CaptureRecord capture = new(cursor.Reader);
            StoredPage page = capture.Page;
            lines.Add(
                $"{capture.Kind} {UrlKey.ToText(page.Key)} {page.FirstSeenSeconds} "
                    + $"{page.HttpStatus}{(capture.IsTruncated ? " truncated" : "")} '{Text(page.Title)}'");
            StoredLinksReader links = page.ReadLinks(0, target);
            while (links.MoveNext())
            {
                lines.Add(
                    $"  {links.Facts.Kind} {UrlKey.ToText(links.TargetKey)} [{links.Facts.Rel}] "
                        + $"'{Text(links.Anchor)}'");
            }
        }

        return lines;
    }

    private static void AddRows(RecordCursor cursor, List<string> lines)
    {
        PageRowsRecord record = new(cursor.Reader);
        PageRows rows = new();
        rows.Reset(record.Page.Key);
        rows.Add(record, 0);
        rows.Fold();
        for (int index = 0; index < rows.LinkCount; index++)
        {
            rows.ReadLink(index, out ReadOnlySpan<byte> target, out ReadOnlySpan<byte> anchor, out LinkFacts link);
            lines.Add(
                $"Row {UrlKey.ToText(rows.Key)} -> {UrlKey.ToText(target)} [{link.Rel}] '{Text(anchor)}' "
                    + $"'{Text(rows.Title)}' {link.FirstSeenSeconds}..{link.LastSeenSeconds}");
        }
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
