using Vennlink.Links;
using Vennlink.Segments;
using Vennlink.Segments.Stored;

namespace Vennlink.Merge;

/// <summary>
/// The moment up to which a merge believes what segments say, and what it left out. The rules are in
/// docs/formats/live-pages.md. Not thread-safe.
/// </summary>
/// <param name="untilSeconds">The last second that counts, since 1970 UTC.</param>
internal sealed class MergeCutoff(long untilSeconds)
{
    private readonly byte[] _target = new byte[CaptureLimits.MaxKeyBytes];

    /// <summary>The last second that counts.</summary>
    public long UntilSeconds => untilSeconds;

    /// <summary>Captures left out since they are of a later time.</summary>
    public long LateCaptureCount { get; private set; }

    /// <summary>Links of rows left out since they were first seen later.</summary>
    public long LateRowLinkCount { get; private set; }

    /// <summary>Captures without a time: older than any, so they count.</summary>
    public long UndatedCaptureCount { get; private set; }

    /// <summary>Links of rows without a date: nothing says that they are later, so they count.</summary>
    public long UndatedRowLinkCount { get; private set; }

    /// <summary>Whether a capture counts; notes what it told.</summary>
    public bool Takes(in CaptureRecord capture)
    {
        bool isLate = capture.Page.FirstSeenSeconds > untilSeconds;
        LateCaptureCount += isLate ? 1 : 0;
        UndatedCaptureCount += capture.Page.FirstSeenSeconds is null ? 1 : 0;
        return !isLate;
    }

    /// <summary>Whether all that rows say of a page counts as it stands; notes nothing when not.</summary>
    public bool TakesWhole(in PageRowsRecord rows)
    {
        if (rows.Page.LastSeenSeconds > untilSeconds)
        {
            return false;
        }

        StoredLinksReader links = rows.Page.ReadLinks(0, _target);
        while (links.MoveNext())
        {
            UndatedRowLinkCount += IsUndated(links.Facts) ? 1 : 0;
        }

        return true;
    }

    /// <summary>Takes of rows what counts.</summary>
    /// <param name="rows">Rows of the page of <paramref name="page"/>.</param>
    /// <param name="fileId">Their input.</param>
    /// <param name="page">Gets it.</param>
    /// <returns>Whether anything counts.</returns>
    public bool TakePart(in PageRowsRecord rows, int fileId, PageRows page)
    {
        bool takesAny = false;
        StoredLinksReader links = rows.Page.ReadLinks(fileId, _target);
        while (links.MoveNext())
        {
            LinkFacts link = links.Facts;
            if (Times.Earlier(link.FirstSeenSeconds, link.LastSeenSeconds) > untilSeconds)
            {
                LateRowLinkCount++;
                continue;
            }

            UndatedRowLinkCount += IsUndated(link) ? 1 : 0;
            if (link.LastSeenSeconds > untilSeconds)
            {
                // Seen before and behind the moment, so it was there then, whether or not it was lost later.
                link = link with { LastSeenSeconds = untilSeconds, IsLost = false };
            }

            page.Add(links.TargetKey, links.Anchor, default, link);
            takesAny = true;
        }

        // Of several titles rows keep that of the row seen last; what an earlier one said is not known.
        if (takesAny && !(rows.TitleSeenSeconds > untilSeconds))
        {
            page.AddTitle(rows, fileId);
        }

        return takesAny;
    }

    private static bool IsUndated(in LinkFacts link) => link is { FirstSeenSeconds: null, LastSeenSeconds: null };
}
