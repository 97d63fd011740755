using System.Text;
using CsCheck;
using Vennlink.Merge;
using Vennlink.Segments;
using Vennlink.Storage.Bytes;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Merge;

/// <summary>
/// The rules of docs/formats/live-pages.md for the captures of one page, without files, rows or equal times.
/// </summary>
public sealed class PageHistoryTests
{
    private const string Page = "com\u0001e\0/";

    private static readonly Gen<OracleCapture[]> Story = Histories.Inputs.Select(inputs => inputs
        .SelectMany(input => input)
        .Where(capture => capture.Kind != Histories.RowKind)
        .Select((capture, moment) => capture with { Page = Page, Time = 1000 + (10 * moment) })
        .ToArray());

    [Fact]
    public void Any_story_leaves_what_the_table_says() => Story.Sample(
        story =>
        {
            PageHistory history = new();

            // Nothing of the page told before may show.
            Tell(history, [.. story.Select(capture => capture with { Time = capture.Time - 5000 })]);
            history.Clear();
            Tell(history, story);
            Assert.Equal(LiveViewOracle.View(story).SingleOrDefault()?.ToString(), View(history)?.ToString());
        },
        iter: 3000);

    [Fact]
    public void Anchors_of_what_is_replaced_are_let_go_and_those_that_stand_stay_right()
    {
        // Some 600 KB of anchors a capture, each with links of its own and some that stay: the buffer is cleared of the
        // dead again and again.
        OracleCapture[] story =
            [.. Enumerable.Range(0, 8).Select(moment => Html(moment, [.. Enumerable.Range(0, 600).Select(link =>
            new OracleLink($"com\u0001t\0/{(link < 20 ? 0 : moment)}/{link}", 0, 0,
                $"{moment} {link} {new string('x', 1000)}"))]))];
        PageHistory history = new();
        Tell(history, story);
        Assert.Equal(LiveViewOracle.View(story).Single().ToString(), View(history)!.ToString());
    }

    private static OracleCapture Html(long time, OracleLink[] links) =>
        new(Page, 0, 0, time, 200, false, 0, "", links, null, null, 0, 0);

    private static void Tell(PageHistory history, OracleCapture[] story)
    {
        foreach (OracleCapture capture in story)
        {
            history.Apply(new CaptureRecord(new ByteReader(Histories.Record(capture), "test", 0)), capture.File);
        }
    }

    private static OraclePage? View(PageHistory history)
    {
        if (!history.IsKnown)
        {
            return null;
        }

        LivePage page = new();
        page.Reset(Encoding.UTF8.GetBytes(Page));
        page.SetTitle(history.Title);
        (page.HttpStatus, page.FirstSeenSeconds, page.LastSeenSeconds) =
            (history.HttpStatus, history.FirstSeenSeconds, history.LastSeenSeconds);
        history.WriteLive(page);
        history.WriteLost(page);
        return Histories.ToOracle(page);
    }
}
