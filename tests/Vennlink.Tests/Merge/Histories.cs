using System.Buffers;
using System.Text;
using CsCheck;
using Vennlink.Archives;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Segments;
using Vennlink.Segments.Reading;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Merge;

/// <summary>
/// Random small histories of pages, and the way from them to segments and from a live view back to plain records.
/// </summary>
internal static class Histories
{
    /// <summary>The kind by which the oracle calls a row of a list.</summary>
    public const int RowKind = 6;

    private static readonly string[] Pages =
        ["com\u0001e\0/", "com\u0001e\0/a", "com\u0001e\0/ab", "com\u0001e\u0001www\0/"];
    private static readonly string[] Targets = ["com\u0001e\0/", "com\u0001t\0/", "com\u0001t\0/1", "org\u0001u\0/"];
    private static readonly string[] Texts = ["", "x", "yy", "ü"];

    // Few values on purpose: equal times, equal links and equal texts are the interesting cases.
    private static readonly Gen<long?> Time = Gen.Int[-1, 6].Select(time => time < 0 ? (long?)null : 1000 + time);

    private static readonly Gen<OracleLink> SomeLink = Gen.Select(
        OneOf(Targets), Gen.Frequency((5, Gen.Const(0)), (1, Gen.Const(1))), OneOf(0, 0, 1, 2, 8), OneOf(Texts),
        (target, kind, rel, anchor) => new OracleLink(target, kind, rel, anchor));

    private static readonly Gen<OracleCapture> OfASecond = Gen.Select(
        OneOf(Pages), Gen.Frequency((6, Gen.Const(0)), (1, Gen.Int[1, 5])), Gen.Int[0, 1], Time, Gen.Bool, OneOf(Texts),
        SomeLink.Array[0, 5], OneOf(Targets),
        (page, kind, origin, time, isTruncated, title, links, target) =>
        {
            OracleLink[] held = kind switch { 0 => links, 2 => [new OracleLink(target, 2, 0, "")], _ => [] };
            int status = kind switch { 0 or 1 => 200, 2 => 301, 3 => 404, 4 => 304, _ => 503 };
            return new OracleCapture(page, kind, origin, time, status, isTruncated
                && kind <= 1, 0, kind == 0 ? title : "", held, null, null, 0, 0);
        });

    private static readonly Gen<OracleCapture> SomeCapture = Gen.Select(
        OfASecond, OneOf(0, 0, 0, 1, 500_000_000, 999_999_999),
        (capture, nanoseconds) =>
        {
            capture = capture with { Nanoseconds = capture.Time is null ? 0 : nanoseconds };

            // Equal digests, equal content: as it is with captures.
            return capture with { Digest = Digest(capture.Saying) };
        });

    private static readonly Gen<OracleCapture> SomeRow = Gen.Select(
        OneOf(Pages), Gen.Int[0, 5], Time, Time, OneOf(Texts), SomeLink,
        (page, lost, first, last, title, link) =>
        new OracleCapture(page, 6, 2, null, 0, false, 0, title, [link], first, last, 0, 0) { IsLost = lost == 0 });

    /// <summary>Some inputs, in the order of the manifest; the same captures may stand in several of them.</summary>
    public static Gen<OracleCapture[][]> Inputs { get; } =
        Gen.Select(Gen.Frequency((4, SomeCapture), (1, SomeRow)).Array[0, 14].Array[1, 5], Gen.Int[0, 4], Gen.Int[0, 4],
            (inputs, from, to) =>
        {
            if (from < inputs.Length && to < inputs.Length && from != to)
            {
                inputs[to] = [.. inputs[to], .. inputs[from].Where((_, index) => index % 2 == 0)];
            }

            return inputs.Select((captures, file) =>
                captures.Select((capture, index) => capture with { File = file, Offset = 100 - (7 * index) + file })
                .ToArray()).ToArray();
        });

    /// <summary>Writes one input as a segment.</summary>
    public static void WriteSegment(string path, IEnumerable<OracleCapture> captures)
    {
        List<byte[]> records = [.. captures.Select(Record)];
        records.Sort((one, other) => one.AsSpan().SequenceCompareTo(other));
        using SegmentWriter writer = new(path);
        RowsJoin join = new(writer.Add);
        foreach (byte[] record in records)
        {
            join.Add(record);
        }

        join.End();

        writer.Complete(new InputInfo("some.warc", "00", 1, "warc", records.Count, 0, 0, new SkipCounts()));
    }

    /// <summary>The bytes of one capture, or of one row that is all there is of its page.</summary>
    public static byte[] Record(OracleCapture from)
    {
        ArrayBufferWriter<byte> buffer = new();
        if (from.Kind == RowKind)
        {
            ToRows([from]).Write(buffer);
        }
        else
        {
            ToCapture(from).Write(buffer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Rows of one page, folded.</summary>
    public static PageRows ToRows(IReadOnlyList<OracleCapture> rows)
    {
        PageRows page = new();
        page.Reset(Utf8(rows[0].Page));
        foreach (OracleCapture row in rows)
        {
            OracleLink link = row.Links[0];
            LinkFacts facts = new(
                (LinkKind)link.Kind, (LinkRel)link.Rel, row.IsLost, row.First, row.Last, 0, row.Offset);
            page.Add(Utf8(link.Target), Utf8(link.Anchor), Utf8(row.Title), facts);
        }

        page.Fold();
        return page;
    }

    public static Capture ToCapture(OracleCapture from)
    {
        Capture capture = new();
        capture.Reset(Utf8(from.Page));
        capture.SetTitle(Utf8(from.Title));
        capture.Kind = (CaptureKind)from.Kind;
        capture.Origin = (CaptureOrigin)from.Origin;
        capture.TimeSeconds = from.Time;
        capture.Nanoseconds = from.Nanoseconds;
        capture.HttpStatus = from.Status;
        capture.IsTruncated = from.IsTruncated;
        capture.PayloadDigest = (UInt128)from.Digest;
        capture.OffsetBytes = from.Offset;
        foreach (OracleLink link in from.Links)
        {
            Assert.True(capture.TryAdd(Utf8(link.Target), (LinkKind)link.Kind, (LinkRel)link.Rel, Utf8(link.Anchor)));
        }

        return capture;
    }

    /// <summary>Reads a live view back.</summary>
    public static List<OraclePage> ReadView(string folder)
    {
        using LivePages live = LivePages.Open(folder);
        Assert.Empty(live.Verify(CancellationToken.None));
        List<OraclePage> pages = [];
        using LivePageCursor cursor = live.Read();
        while (cursor.MoveNext())
        {
            pages.Add(ToOracle(cursor.Current));
        }

        return pages;
    }

    /// <summary>A page as a plain record.</summary>
    public static OraclePage ToOracle(LivePage page)
    {
        List<OracleLiveLink> links = [];
        for (int index = 0; index < page.LinkCount; index++)
        {
            LinkFacts facts = page[index].Facts;
            OracleLink link =
                new(Text(page[index].TargetKey), (int)facts.Kind, (int)facts.Rel, Text(page[index].Anchor));
            links.Add(
                new OracleLiveLink(link, facts.IsLost, facts.FirstSeenSeconds, facts.LastSeenSeconds, facts.FileId,
                    facts.OffsetBytes));
        }

        return new OraclePage(Text(page.Key), Text(page.Title), page.HttpStatus, page.FirstSeenSeconds,
            page.LastSeenSeconds, [.. links]);
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static int Digest(string text) =>
        text.Aggregate(17, (digest, letter) => ((digest * 31) + letter) & 0x7FFFFFFF);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
