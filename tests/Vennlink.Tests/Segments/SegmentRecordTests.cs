using System.Buffers;
using System.Text;
using CsCheck;
using Vennlink.Archives;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Segments;
using Vennlink.Segments.Reading;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Bytes;
using Vennlink.Tests.Merge;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Segments;

public sealed class SegmentRecordTests
{
    private static readonly Gen<OracleCapture> SomeCapture = Histories.Inputs.Select(inputs =>
        inputs.SelectMany(input => input).ToArray())
        .Where(captures => captures.Length > 0).Select(captures => captures[captures.Length / 2]);

    private static readonly Gen<OracleCapture[]> RowsOfAPage = Histories.Inputs
        .Select(inputs =>
            inputs.SelectMany(input => input).Where(capture => capture.Kind == Histories.RowKind).ToArray())
        .Where(rows => rows.Length > 0).Select(rows => rows.Select(row => row with { Page = rows[0].Page }).ToArray());

    [Fact]
    public void What_is_said_of_an_input_comes_back_and_hostile_headers_are_bounded()
    {
        using TemporaryFolder folder = new();
        SkipCounts skips = new() { Place = new SkipPlace(1L << 40, "archive/a.warc.gz") };
        skips.Add(SkipReason.BadHttp, 7);
        skips.Place = new SkipPlace(12);
        skips.Add(SkipReason.BadHttp);
        skips.Add(SkipReason.SelfArc);
        InputNotes notes = new()
        {
            TakenFor = "CSV, UTF-16LE, tab",
            Columns = [new("source", "Referring page URL"), new("target", new string('t', 1000))],
            UnusedColumns = [.. Enumerable.Range(0, 1000).Select(column => $"column {column}")],
            Assumptions = ["dates are days first"],
            Places = PlaceUnit.Row,
        };
        InputInfo written = new("a.csv", "00", 1, "list", 0, 2, 3, skips) { PageCount = 5, Notes = notes.Bounded() };
        string path = folder.File("segment");
        using (SegmentWriter writer = new(path))
        {
            writer.Complete(written);
        }

        using Segment segment = Segment.Open(path);
        InputNotes read = segment.Input.Notes;
        Assert.Equal((5L, "CSV, UTF-16LE, tab", PlaceUnit.Row), (segment.Input.PageCount, read.TakenFor, read.Places));
        Assert.Equal(new ColumnUse("source", "Referring page URL"), read.Columns[0]);
        Assert.Equal(new string('t', 256) + "…", read.Columns[1].Name);
        Assert.Equal(["column 63", "and 936 more"], read.UnusedColumns.TakeLast(2));
        Assert.Equal(notes.Assumptions, read.Assumptions);
        Assert.Equal(
            [new SkipPlace(12), new SkipPlace(1L << 40, "archive/a.warc.gz")],
            segment.Input.Skips.Places(SkipReason.BadHttp));
        Assert.Equal([new SkipPlace(12)], segment.Input.Skips.Places(SkipReason.SelfArc));
    }

    [Fact]
    public void A_capture_comes_back_as_it_was_written() => SomeCapture.Sample(
        capture =>
        {
            if (capture.Kind == Histories.RowKind)
            {
                return;
            }

            byte[] record = Histories.Record(capture);
            CaptureRecord read = new(new ByteReader(record, "test", 0));
            StoredPage page = read.Page;
            Assert.Equal(capture.Page, Encoding.UTF8.GetString(page.Key));
            Assert.Equal(capture.Page, Encoding.UTF8.GetString(SegmentRecord.Key(record)));
            Assert.Equal(capture.Title, Encoding.UTF8.GetString(page.Title));
            Assert.Equal((capture.Kind, capture.IsTruncated, capture.Offset),
                ((int)read.Kind, read.IsTruncated, read.OffsetBytes));
            Assert.Equal(capture.Nanoseconds, read.Nanoseconds);
            Assert.Equal((capture.Status, capture.Time, capture.Time),
                (page.HttpStatus, page.FirstSeenSeconds, page.LastSeenSeconds));
            List<OracleLink> links = [];
            StoredLinksReader reader = page.ReadLinks(3, new byte[CaptureLimits.MaxKeyBytes]);
            while (reader.MoveNext())
            {
                LinkFacts facts = reader.Facts;
                links.Add(
                    new OracleLink(Encoding.UTF8.GetString(reader.TargetKey), (int)facts.Kind, (int)facts.Rel,
                        Encoding.UTF8.GetString(reader.Anchor)));
                Assert.Equal(
                    new LinkFacts(facts.Kind, facts.Rel, false, capture.Time, capture.Time, 3, capture.Offset), facts);
            }

            Assert.Equal(capture.Links, links);
        },
        iter: 2000);

    [Fact]
    public void Byte_order_is_page_then_captures_by_time_and_belief_then_rows() =>
        Gen.Select(SomeCapture, SomeCapture).Sample(
        (one, other) =>
        {
            int byBytes = Math.Sign(Histories.Record(one).AsSpan().SequenceCompareTo(Histories.Record(other)));
            int byRule =
                Math.Sign(Comparer<(string, bool, long, int, int, bool, int)>.Default.Compare(Rank(one), Rank(other)));
            return byRule == 0 || one.Kind == Histories.RowKind || byBytes == byRule;
        },
        iter: 5000);

    [Fact]
    public void Rows_of_a_page_in_any_parts_and_order_make_the_same_record() =>
        Gen.Select(RowsOfAPage, Gen.Int[0, 1000], Gen.Int[1, 6]).Sample(
        (rows, seed, partCount) =>
        {
            ArrayBufferWriter<byte> expected = new();
            Histories.ToRows(rows).Write(expected);

            // Shuffled, cut into parts, and each part a record: as several threads with little memory would have it.
            OracleCapture[] shuffled = [.. rows.Select((row, index) => (row, index))
                .OrderBy(row => (row.index * 31) ^ seed).Select(row => row.row)];
            List<byte[]> parts = [];
            foreach (OracleCapture[] part in shuffled.Chunk(Math.Max(1, rows.Length / partCount)))
            {
                ArrayBufferWriter<byte> record = new();
                Histories.ToRows(part).Write(record);
                parts.Add(record.WrittenSpan.ToArray());
            }

            parts.Sort((one, other) => one.AsSpan().SequenceCompareTo(other));
            List<byte[]> joined = [];
            RowsJoin join = new(record => joined.Add(record.ToArray()));
            parts.ForEach(part => join.Add(part));
            join.End();
            Assert.Equal(expected.WrittenSpan.ToArray(), Assert.Single(joined));
        },
        iter: 1000);

    [Fact]
    public void A_page_of_rows_alone_goes_into_the_live_view_as_it_would_link_by_link() => RowsOfAPage.Sample(
        rows =>
        {
            ArrayBufferWriter<byte> record = new();
            PageRows page = Histories.ToRows(rows);
            page.Write(record);
            ArrayBufferWriter<byte> direct = new();
            StoredPage stored = new PageRowsRecord(new ByteReader(record.WrittenSpan, "test", 0)).Page;
            LivePageFormat.WriteHead(direct, stored, 7);
            direct.Write(stored.Links);

            LivePage live = new();
            live.Reset(page.Key);
            live.SetTitle(page.Title);
            live.FirstSeenSeconds = page.FirstSeenSeconds;
            live.LastSeenSeconds = page.LastSeenSeconds;
            for (int index = 0; index < page.LinkCount; index++)
            {
                page.ReadLink(index, out ReadOnlySpan<byte> target, out ReadOnlySpan<byte> anchor, out LinkFacts link);
                live.Add(target, anchor, link with { FileId = 7 });
            }

            ArrayBufferWriter<byte> expected = new();
            LivePageFormat.Write(expected, live, new StoredLinksWriter());
            Assert.Equal(expected.WrittenSpan.ToArray(), direct.WrittenSpan.ToArray());
        },
        iter: 1000);

    [Fact]
    public void A_page_of_one_capture_goes_into_the_live_view_as_it_would_link_by_link() => SomeCapture.Sample(
        capture =>
        {
            if (capture.Links.Length == 0 || capture.Kind == Histories.RowKind)
            {
                return;
            }

            ArrayBufferWriter<byte> direct = new();
            StoredPage stored = new CaptureRecord(new ByteReader(Histories.Record(capture), "test", 0)).Page;
            LivePageFormat.WriteHead(direct, stored, 7);
            direct.Write(stored.Links);

            LivePage live = new();
            live.Reset(Encoding.UTF8.GetBytes(capture.Page));
            live.SetTitle(Encoding.UTF8.GetBytes(capture.Title));
            live.HttpStatus = capture.Status;
            (live.FirstSeenSeconds, live.LastSeenSeconds) = (capture.Time, capture.Time);
            foreach (OracleLink link in capture.Links)
            {
                LinkFacts facts = new((LinkKind)link.Kind, (LinkRel)link.Rel, IsLost: false, capture.Time, capture.Time,
                    7, capture.Offset);
                live.Add(Encoding.UTF8.GetBytes(link.Target), Encoding.UTF8.GetBytes(link.Anchor), facts);
            }

            ArrayBufferWriter<byte> expected = new();
            LivePageFormat.Write(expected, live, new StoredLinksWriter());
            Assert.Equal(expected.WrittenSpan.ToArray(), direct.WrittenSpan.ToArray());
        },
        iter: 2000);

    [Fact]
    public void A_record_cut_or_damaged_anywhere_is_refused_or_read_as_another_and_never_crashes() =>
        Gen.Select(SomeCapture, Gen.Int[0, 4000], Gen.Byte).Sample(
        (capture, place, value) =>
        {
            byte[] record = Histories.Record(capture);
            TryRead(record[..(place % record.Length)]);
            record[place % record.Length] = value;
            TryRead(record);
        },
        iter: 5000);

    [Fact]
    public void The_worked_examples_of_the_format_page_are_what_is_written()
    {
        OracleLink link = new("org\u0001t\0/", 0, 1, "go");
        OracleCapture capture =
            new("com\u0001example\0/a", 0, 0, 1_400_000_000, 200, false, 1, "Hi", [link], null, null, 0, 500);
        Assert.Equal(
            "636f6d016578616d706c65002f61" + "0001" + "8000000053724e00" + "000000"
            + "00000000000000000000000000000001" + "0000c8" + "024869"
            + "01" + "0e" + "1800076f72670174002f" + "0102676f" + "f403",
            Convert.ToHexStringLower(Histories.Record(capture)));
        OracleCapture row = new("com\u0001example\0/a", 6, 2, null, 0, false, 0, "", [link with { Rel = 0 }],
            1_400_000_000, null, 0, 40);
        Assert.Equal(
            "636f6d016578616d706c65002f61" + "0002" + "01" + "0380b892b70a00" + "00" + "01"
            + "13" + "3000076f72670174002f" + "02676f" + "0180b892b70a" + "28",
            Convert.ToHexStringLower(Histories.Record(row)));
    }

    [Fact]
    public void Texts_are_cut_between_characters()
    {
        byte[] text = Encoding.UTF8.GetBytes("a" + string.Concat(Enumerable.Repeat("漢", 400)));
        Assert.Equal(1 + (341 * 3), CaptureLimits.Cut(text).Length);
        Assert.Equal(341 * 3, CaptureLimits.Cut(text.AsSpan(1)).Length);
        Assert.Equal(1024, CaptureLimits.Cut(new byte[5000]).Length);
    }

    private static void TryRead(byte[] record)
    {
        try
        {
            ByteReader reader = new(record, "test", 0);
            if (!SegmentRecord.IsRows(record))
            {
                StoredLinksReader links = new CaptureRecord(reader)
                    .Page.ReadLinks(0, new byte[CaptureLimits.MaxKeyBytes]);
                while (links.MoveNext())
                {
                }

                return;
            }

            PageRows rows = new();
            PageRowsRecord read = new(reader);
            rows.Reset(read.Page.Key);
            rows.Add(read, 0);
            rows.Fold();
        }
        catch (IndexFormatException)
        {
        }
    }

    private static (string Key, bool IsRow, long Time, int Weight, int Origin, bool IsTruncated, int Digest) Rank(
        OracleCapture capture) =>
        capture.Kind == 6
            ? (capture.Page, true, 0, 0, 0, false, 0)
            : (capture.Page, false, ((capture.Time * 1_000_000_000) + capture.Nanoseconds) ?? long.MinValue,
                capture.Kind switch { 4 => 1, 5 => 2, _ => 0 }, capture.Origin, capture.IsTruncated, capture.Digest);
}
