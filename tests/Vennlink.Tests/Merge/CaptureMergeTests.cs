using CsCheck;
using Vennlink.Merge;
using Vennlink.Storage.Bytes;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Merge;

public sealed class CaptureMergeTests
{
    private const string Page = "com\u0001e\0/";

    [Fact]
    public void The_live_view_of_any_history_is_that_of_the_table() => Histories.Inputs.Sample(
        inputs =>
        {
            using TemporaryFolder folder = new();
            Merge(folder, inputs, Enumerable.Range(0, inputs.Length));
            List<OraclePage> expected = LiveViewOracle.View(inputs.SelectMany(input => input));
            Assert.Equal(expected.Select(page => page.ToString()), Histories.ReadView(folder.Path)
                .Select(page => page.ToString()));
        },
        iter: 500);

    [Fact]
    public void The_order_of_inputs_and_the_number_merged_at_once_do_not_show() =>
        Gen.Select(Histories.Inputs, Gen.Int[0, 1000]).Sample(
        (inputs, seed) =>
        {
            using TemporaryFolder folder = new();
            byte[] bytes = Merge(folder, inputs, Enumerable.Range(0, inputs.Length));
            int[] shuffled = [.. Enumerable.Range(0, inputs.Length).OrderBy(input => (input * 31) ^ seed)];
            Assert.Equal(bytes, Merge(folder, inputs, shuffled));
            Assert.Equal(bytes, Merge(folder, inputs, shuffled, fanIn: 2));
        },
        iter: 100);

    [Fact]
    public void The_live_view_until_a_moment_is_that_of_what_was_told_by_then() =>
        Gen.Select(Histories.Inputs, Gen.Int[-1, 7]).Sample(
        (inputs, time) =>
        {
            using TemporaryFolder folder = new();
            long moment = 1000 + time;
            MergeCutoff cutoff = new(moment);
            byte[] bytes = Merge(folder, inputs, Enumerable.Range(0, inputs.Length), cutoff: cutoff);
            List<OracleCapture> everything = [.. inputs.SelectMany(input => input)];
            List<OraclePage> expected = LiveViewOracle.View(LiveViewOracle.Until(everything, moment));
            Assert.Equal(expected.Select(page => page.ToString()), Histories.ReadView(folder.Path)
                .Select(page => page.ToString()));
            Assert.Equal(everything.Count(capture => capture.Time > moment), cutoff.LateCaptureCount);
            Assert.Equal(
                everything.Count(capture => capture.Kind != 6 && capture.Time is null), cutoff.UndatedCaptureCount);
            Assert.Equal(
                everything.Where(capture => capture.Kind == 6).GroupBy(row => (row.Page, row.File, row.Links[0]))
                    .Count(rows => rows.All(row => row.First is null && row.Last is null)),
                cutoff.UndatedRowLinkCount);
            Assert.Equal(bytes, Merge(folder, inputs, Enumerable.Range(0, inputs.Length).Reverse(), fanIn: 2,
                cutoff: new MergeCutoff(moment)));
        },
        iter: 1000);

    [Fact]
    public void A_view_until_after_everything_is_the_view_of_everything() => Histories.Inputs.Sample(
        inputs =>
        {
            using TemporaryFolder folder = new();
            byte[] bytes = Merge(folder, inputs, Enumerable.Range(0, inputs.Length));
            Assert.Equal(bytes, Merge(folder, inputs, Enumerable.Range(0, inputs.Length),
                cutoff: new MergeCutoff(2000)));
        },
        iter: 200);

    [Fact]
    public void A_newer_capture_replaces_the_links_and_what_is_gone_is_lost() => Expect(
        [Html(1, "Old", Link("a"), Link("b")), Html(2, "New", Link("b"), Link("c"))],
        new OraclePage(
            Page, "New", 200, 1, 2, [Live(Link("b"), 1, 2, 1), Live(Link("c"), 2, 2, 1), Lost(Link("a"), 1, 1, 0)]));

    [Fact]
    public void A_page_that_is_no_longer_html_has_lost_all_links() => Expect(
        [Html(1, "Old", Link("a")), Say(2, kind: 1, status: 200)],
        new OraclePage(Page, "", 200, 1, 2, [Lost(Link("a"), 1, 1, 0)]));

    [Fact]
    public void A_redirect_takes_the_place_of_the_links() => Expect(
        [Html(1, "Old", Link("a")), Say(2, kind: 2, status: 301, new OracleLink("to", 2, 0, ""))],
        new OraclePage(Page, "", 301, 1, 2, [Live(new OracleLink("to", 2, 0, ""), 2, 2, 1), Lost(Link("a"), 1, 1, 0)]));

    [Fact]
    public void A_page_that_is_gone_has_lost_all_links_and_was_not_seen_then() => Expect(
        [Html(1, "Old", Link("a")), Say(2, kind: 3, status: 404)],
        new OraclePage(Page, "", 404, 1, 1, [Lost(Link("a"), 1, 1, 0)]));

    [Fact]
    public void An_error_has_no_effect() => Expect(
        [Html(1, "Old", Link("a")), Say(2, kind: 5, status: 503)],
        new OraclePage(Page, "Old", 200, 1, 1, [Live(Link("a"), 1, 1, 0)]));

    [Fact]
    public void A_page_seen_unchanged_moves_last_seen_on() => Expect(
        [Html(1, "Old", Link("a")), Say(2, kind: 4, status: 304)],
        new OraclePage(Page, "Old", 200, 1, 2, [Live(Link("a"), 1, 2, 0)]));

    [Fact]
    public void A_page_only_ever_seen_unchanged_is_there_without_links() => Expect(
        [Say(2, kind: 4, status: 304)],
        new OraclePage(Page, "", 304, 2, 2, []));

    [Fact]
    public void A_truncated_capture_adds_and_refreshes_and_loses_nothing() => Expect(
        [Html(1, "Old", Link("a"), Link("b")), Html(2, "", Link("c"), Link("a")) with { IsTruncated = true }],
        new OraclePage(
            Page, "Old", 200, 1, 2, [Live(Link("a"), 1, 2, 1), Live(Link("b"), 1, 1, 0), Live(Link("c"), 2, 2, 1)]));

    [Fact]
    public void A_truncated_capture_shows_a_new_anchor_beside_the_old_one_until_a_whole_one_decides()
    {
        OracleCapture[] history =
            [Html(1, "", Link("a", "old")), Html(2, "", Link("a", "new")) with { IsTruncated = true }];
        Expect(history,
            new OraclePage(Page, "", 200, 1, 2, [Live(Link("a", "old"), 1, 2, 0), Live(Link("a", "new"), 1, 2, 1)]));
        Expect([.. history, Html(3, "", Link("a", "new"))],
            new OraclePage(Page, "", 200, 1, 3, [Live(Link("a", "new"), 1, 3, 2)]));
    }

    [Fact]
    public void A_truncated_capture_refreshes_equal_rows_one_for_one() => Expect(
        [Html(1, "", Link("a"), Link("b"), Link("a")),
            Html(2, "", Link("a"), Link("a"), Link("a"), Link("b")) with { IsTruncated = true }],
        new OraclePage(Page, "", 200, 1, 2,
            [Live(Link("a"), 1, 2, 1), Live(Link("b"), 1, 2, 1), Live(Link("a"), 1, 2, 1), Live(Link("a"), 1, 2, 1)]));

    [Fact]
    public void Rows_of_lists_add_up_and_no_capture_removes_them() => Expect(
        [Row("a", "x", 5, 6), Row("a", "x", 3, 4), Row("a", "y", null, null), Html(9, "T", Link("b")),
            Say(10, kind: 3, status: 410)],
        new OraclePage(Page, "", 410, 3, 9,
            [Live(Link("a", "x"), 3, 6, 0), Live(Link("a", "y"), null, null, 2), Lost(Link("b"), 9, 9, 3)]));

    [Fact]
    public void A_page_that_only_ever_gave_errors_is_not_there()
    {
        Expect([Say(1, kind: 5, status: 500)]);
        Expect([Say(1, kind: 3, status: 404), Say(2, kind: 5, status: 403)]);
    }

    [Fact]
    public void A_link_that_stands_several_times_keeps_every_row_and_one_history() => Expect(
        [Html(1, "", Link("a", "x")), Html(2, "", Link("a", "x"), Link("a", "y"), Link("a", "x"))],
        new OraclePage(Page, "", 200, 1, 2,
            [Live(Link("a", "x"), 1, 2, 1), Live(Link("a", "y"), 1, 2, 1), Live(Link("a", "x"), 1, 2, 1)]));

    [Fact]
    public void A_link_that_comes_back_is_live_again_and_keeps_its_first_seen() => Expect(
        [Html(1, "", Link("a")), Html(2, ""), Html(3, "", Link("a"))],
        new OraclePage(Page, "", 200, 1, 3, [Live(Link("a"), 1, 3, 2)]));

    [Fact]
    public void A_warc_speaks_before_a_wat_of_the_same_time_and_nothing_is_lost_between_them() => Expect(
        [Html(1, "From WAT", Link("a"), Link("b")) with { Origin = 1 }, Html(1, "From WARC", Link("a"))],
        new OraclePage(Page, "From WARC", 200, 1, 1, [Live(Link("a"), 1, 1, 1)]));

    [Fact]
    public void A_redirect_to_the_same_page_does_not_hide_the_page_of_the_same_second() => Expect(
        [Say(1, kind: 5, status: 301), Html(1, "T", Link("a"))],
        new OraclePage(Page, "T", 200, 1, 1, [Live(Link("a"), 1, 1, 1)]));

    [Fact]
    public void An_undated_capture_is_older_than_any_dated_one() => Expect(
        [Html(1, "Dated", Link("a")), Html(null, "Undated", Link("a"), Link("b"))],
        new OraclePage(Page, "Dated", 200, 1, 1, [Live(Link("a"), 1, 1, 0), Lost(Link("b"), null, null, 1)]));

    [Fact]
    public void Thousands_of_recrawls_stay_small_and_right()
    {
        // Two contents in turn: every capture loses what the next one brings back.
        OracleCapture[] history = [.. Enumerable.Range(0, 4000)
            .Select(time => Html(time, "", [.. Enumerable.Range(0, 30).Select(link => Link($"{time % 2}{link:D2}"))]))];
        using TemporaryFolder folder = new();
        Merge(folder, [history], [0]);
        OraclePage page = Assert.Single(Histories.ReadView(folder.Path));
        Assert.Equal(60, page.Links.Length);
        Assert.All(page.Links, link =>
            Assert.Equal((link.Link.Target[7] == '0', link.Link.Target[7] == '0' ? 3998 : 3999),
                (link.IsLost, (int)link.Last!)));
    }

    [Fact]
    public void A_merge_that_is_cancelled_leaves_no_file()
    {
        using TemporaryFolder folder = new();
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        for (int input = 0; input < 3; input++)
        {
            Histories.WriteSegment(Path.Combine(folder.Path, $"{input}"), Enumerable.Range(0, 5000)
                .Select(time => Html(time, "")));
        }

        Assert.Throws<OperationCanceledException>(() => CaptureMerge.Run(
            [.. Enumerable.Range(0, 3).Select(input => (Path.Combine(folder.Path, $"{input}"), input))], folder.Path,
            null, cancelled.Token, fanIn: 2));
        Assert.Equal(3, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void A_damaged_segment_is_refused_and_never_merged_in_part()
    {
        using TemporaryFolder folder = new();
        string segment = Path.Combine(folder.Path, "segment");
        Histories.WriteSegment(segment, [Html(1, "T", Link("a"), Link("b")), Html(2, "T", Link("b"))]);
        byte[] bytes = File.ReadAllBytes(segment);
        for (int bit = 0; bit < bytes.Length * 8; bit += 3)
        {
            byte[] damaged = [.. bytes];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefused(damaged);
        }

        for (int length = 0; length < bytes.Length; length++)
        {
            AssertRefused(bytes[..length]);
        }

        void AssertRefused(byte[] content)
        {
            File.WriteAllBytes(segment, content);
            Assert.Throws<IndexFormatException>(() =>
            {
                using (Vennlink.Segments.Segment opened = Vennlink.Segments.Segment.Open(segment))
                {
                    if (opened.Verify().FirstOrDefault() is { } problem)
                    {
                        throw problem;
                    }
                }

                CaptureMerge.Run([(segment, 0)], folder.Path, null, CancellationToken.None);
            });
        }
    }

    // Every capture in an input of its own, numbered in the order given.
    private static void Expect(OracleCapture[] history, params OraclePage[] expected)
    {
        using TemporaryFolder folder = new();
        OracleCapture[][] inputs = [.. history.Select((capture, file) => new[] { capture with { File = file } })];
        Merge(folder, inputs, Enumerable.Range(0, inputs.Length).Reverse());
        Assert.Equal(expected.Select(page => page.ToString()), Histories.ReadView(folder.Path)
            .Select(page => page.ToString()));
        Assert.Equal(expected.Select(page => page.ToString()), LiveViewOracle.View(inputs.SelectMany(input => input))
            .Select(page => page.ToString()));
    }

    private static byte[] Merge(TemporaryFolder folder, OracleCapture[][] inputs, IEnumerable<int> order,
        int fanIn = 256, MergeCutoff? cutoff = null)
    {
        for (int input = 0; input < inputs.Length; input++)
        {
            Histories.WriteSegment(Path.Combine(folder.Path, $"{input}.segment"), inputs[input]);
        }

        CaptureMerge.Run(
            [.. order.Select(input => (Path.Combine(folder.Path, $"{input}.segment"), input))], folder.Path, null,
            CancellationToken.None, fanIn, cutoff: cutoff);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.run"));
        return File.ReadAllBytes(Path.Combine(folder.Path, LivePages.FileName));
    }

    private static OracleLink Link(string target, string anchor = "") => new($"com\u0001t\0/{target}", 0, 0, anchor);

    private static OracleCapture Html(long? time, string title, params OracleLink[] links) =>
        new(Page, 0, 0, time, 200, false, 0, title, links, null, null, 0, 0);

    private static OracleCapture Say(long? time, int kind, int status, params OracleLink[] links) =>
        new(Page, kind, 0, time, status, false, 0, "",
            [.. links.Select(link => link with { Target = $"com\u0001t\0/{link.Target}" })], null, null, 0, 0);

    private static OracleCapture Row(string target, string anchor, long? first, long? last) =>
        new(Page, 6, 2, null, 0, false, 0, "", [Link(target, anchor)], first, last, 0, 0);

    private static OracleLiveLink Live(OracleLink link, long? first, long? last, int file) =>
        new(Full(link), false, first, last, file, 0);

    private static OracleLiveLink Lost(OracleLink link, long? first, long? last, int file) =>
        new(Full(link), true, first, last, file, 0);

    private static OracleLink Full(OracleLink link) => link.Target.StartsWith("com", StringComparison.Ordinal)
        ? link : link with { Target = $"com\u0001t\0/{link.Target}" };
}
