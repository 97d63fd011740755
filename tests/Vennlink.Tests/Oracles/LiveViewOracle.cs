namespace Vennlink.Tests.Oracles;

/// <summary>
/// What a page, a capture, a link are to the oracle: plain text and numbers. Enumerations are the stored numbers of
/// docs/formats.
/// </summary>
internal sealed record OracleLink(string Target, int Kind, int Rel, string Anchor);

/// <summary>
/// One capture or row. Kind: 0 html, 1 not html, 2 redirect, 3 gone, 4 unchanged, 5 no effect, 6 row.
/// </summary>
internal sealed record OracleCapture(
    string Page, int Kind, int Origin, long? Time, int Status, bool IsTruncated, int Digest, string Title,
    OracleLink[] Links,
    long? First, long? Last, int File, long Offset)
{
    /// <summary>Behind the second of a dated capture.</summary>
    public int Nanoseconds { get; init; }

    /// <summary>Of a row: whether its link is lost.</summary>
    public bool IsLost { get; init; }

    /// <summary>Everything but where it stands.</summary>
    public string Saying =>
        $"{Page}|{Kind}|{Origin}|{Time}|{Nanoseconds}|{Status}|{IsTruncated}|{Digest}|{Title}|{First}|{Last}|{string.Join(';', Links.Select(link => link.ToString()))}";
}

/// <summary>A link of a live page, with dates and provenance.</summary>
internal sealed record OracleLiveLink(OracleLink Link, bool IsLost, long? First, long? Last, int File, long Offset);

/// <summary>A page of the live view.</summary>
internal sealed record OraclePage(string Key, string Title, int Status, long? First, long? Last, OracleLiveLink[] Links)
{
    public override string ToString() =>
        $"{Key} '{Title}' {Status} {First}..{Last}\n  {string.Join("\n  ", Links.Select(link => link.ToString()))}";
}

/// <summary>
/// The table of docs/formats/live-pages.md with lists and dictionaries, everything in memory, one page after the other.
/// </summary>
internal static class LiveViewOracle
{
    public static List<OraclePage> View(IEnumerable<OracleCapture> everything)
    {
        List<OraclePage> pages = [];
        foreach (IGrouping<string, OracleCapture> page in everything.GroupBy(capture => capture.Page)
            .OrderBy(page => page.Key, StringComparer.Ordinal))
        {
            if (ViewPage(page.Key, [.. page]) is { } view)
            {
                pages.Add(view);
            }
        }

        return pages;
    }

    /// <summary>
    /// What was there to be told up to a moment, as captures and rows of no later time: captures by their time; of the
    /// rows of one input, each link by the dates that its rows span.
    /// </summary>
    public static List<OracleCapture> Until(IReadOnlyList<OracleCapture> everything, long moment)
    {
        List<OracleCapture> told =
            [.. everything.Where(capture => capture.Kind != 6 && (capture.Time is null || capture.Time <= moment))];
        foreach (IGrouping<(string, int), OracleCapture> rows in everything.Where(capture => capture.Kind == 6)
            .GroupBy(row => (row.Page, row.File)))
        {
            if (rows.All(row => (row.Last ?? row.First ?? moment) <= moment))
            {
                told.AddRange(rows);
                continue;
            }

            List<OracleCapture> kept = [];
            foreach (IGrouping<OracleLink, OracleCapture> same in rows.GroupBy(row => row.Links[0]))
            {
                long? first = same.Min(row => row.First);
                long? last = same.Max(row => row.Last);
                if (first is null && last is null || first <= moment || last <= moment)
                {
                    kept.Add(same.MinBy(row => row.Offset)! with
                    {
                        Title = "",
                        First = first,
                        Last = last > moment ? moment : last,
                        IsLost = same.All(row => row.IsLost) && !(last > moment),
                    });
                }
            }

            OracleCapture? titled = rows.Where(row => row.Title != "")
                .OrderByDescending(row => row.Last ?? row.First ?? long.MinValue).ThenBy(row => row.Offset)
                .FirstOrDefault();
            if (kept.Count > 0 && titled is not null && (titled.Last ?? titled.First ?? moment) <= moment)
            {
                // A title without a link: the row that bears it may be of a link that is not told.
                kept.Add(titled with { Links = [] });
            }

            told.AddRange(kept);
        }

        return told;
    }

    private static OraclePage? ViewPage(string key, List<OracleCapture> everything)
    {
        List<OracleCapture> captures = [.. everything.Where(capture => capture.Kind != 6)];
        List<OracleCapture> rows = [.. everything.Where(capture => capture.Kind == 6)];

        // What happened at each instant is told by one capture.
        List<OracleCapture> story = [];
        foreach (IGrouping<(long, int), OracleCapture> instant in captures
            .GroupBy(capture => (capture.Time ?? long.MinValue, capture.Nanoseconds))
            .OrderBy(instant => instant.Key))
        {
            OracleCapture speaker = instant
                .OrderBy(capture => capture.Kind switch { 5 => 2, 4 => 1, _ => 0 })
                .ThenBy(capture => capture.Origin)
                .ThenBy(capture => capture.Kind)
                .ThenBy(capture => capture.IsTruncated)
                .ThenBy(capture => capture.Digest)
                .First();
            story.Add(instant.Where(capture => capture.Saying == speaker.Saying).OrderBy(capture => capture.File)
                .ThenBy(capture => capture.Offset).First());
        }

        List<OracleLiveLink> live = [];
        List<OracleLiveLink> lost = [];
        Dictionary<(string, int), (long? First, long? Last)> dates = [];
        string title = "";
        int status = 0;
        List<long?> sightings = [];
        bool wasSeen = false;

        foreach (OracleCapture now in story)
        {
            bool seesPage = now.Kind is 0 or 1 or 2 or 4;
            if (seesPage)
            {
                sightings.Add(now.Time);
            }

            if (now.Kind == 4)
            {
                foreach (OracleLiveLink link in live)
                {
                    See(link.Link, now.Time);
                }

                if (!wasSeen)
                {
                    status = now.Status;
                }
            }
            else if (now.Kind == 0 && now.IsTruncated)
            {
                List<OracleLiveLink> unmatched = [.. live];
                foreach (OracleLink link in now.Links)
                {
                    See(link, now.Time);
                    lost.RemoveAll(other => SameLink(other.Link, link));
                    OracleLiveLink here = new(link, false, null, null, now.File, now.Offset);
                    OracleLiveLink? known = unmatched.FirstOrDefault(other => other.Link == link);
                    if (known is null)
                    {
                        live.Add(here);
                    }
                    else
                    {
                        unmatched.RemoveAt(unmatched.FindIndex(other => ReferenceEquals(other, known)));
                        live[live.FindIndex(other => ReferenceEquals(other, known))] = here;
                    }
                }

                title = now.Title == "" ? title : now.Title;
                status = now.Status;
            }
            else if (now.Kind == 1 && now.IsTruncated)
            {
                status = now.Status;
            }
            else if (now.Kind != 5)
            {
                lost.AddRange(live.Where(old => !now.Links.Any(link => SameLink(link, old.Link))));
                lost.RemoveAll(old => now.Links.Any(link => SameLink(link, old.Link)));
                live = [.. now.Links.Select(link => new OracleLiveLink(link, false, null, null, now.File, now.Offset))];
                foreach (OracleLink link in now.Links)
                {
                    See(link, now.Time);
                }

                title = now.Kind == 3 ? "" : now.Title;
                status = now.Status;
            }

            wasSeen |= seesPage;
        }

        List<OracleLiveLink> listed = [];
        foreach (IGrouping<OracleLink, OracleCapture> same in rows.Where(row => row.Links.Length > 0)
            .GroupBy(row => row.Links[0]))
        {
            OracleCapture shown = same.OrderBy(row => row.File).ThenBy(row => row.Offset).First();
            listed.Add(
                new OracleLiveLink(same.Key, same.All(row => row.IsLost), same.Min(row => row.First), same.Max(row => row.Last),
                    shown.File, shown.Offset));
        }

        if (!wasSeen && rows.Count == 0)
        {
            return null;
        }

        if (title == "")
        {
            title = rows.Where(row => row.Title != "")
                .OrderByDescending(row => row.Last ?? row.First ?? long.MinValue).ThenBy(row => row.File)
                .ThenBy(row => row.Offset)
                .FirstOrDefault()?.Title ?? "";
        }

        // Rows by target, then kind, then rel, then the anchor's length and bytes, as they are stored.
        listed = [.. listed.OrderBy(row => row.Link.Target, StringComparer.Ordinal).ThenBy(row => row.Link.Kind)
            .ThenBy(row => row.Link.Rel).ThenBy(row => System.Text.Encoding.UTF8.GetByteCount(row.Link.Anchor))
            .ThenBy(row => row.Link.Anchor, StringComparer.Ordinal)];
        rows.RemoveAll(row => row.Links.Length == 0);
        List<long?> firsts = [.. sightings, .. rows.Select(row => row.First ?? row.Last)];
        List<long?> lasts = [.. sightings, .. rows.Select(row => row.Last ?? row.First)];
        return new OraclePage(key, title, status, firsts.Min(), lasts.Max(),
            [
                .. live.Select(Dated), .. listed.Where(link => !link.IsLost),
                .. lost.Select(Dated).Select(link => link with { IsLost = true }), .. listed.Where(link => link.IsLost),
            ]);

        void See(OracleLink link, long? time)
        {
            (long? first, long? last) = dates.GetValueOrDefault((link.Target, link.Kind));
            dates[(link.Target, link.Kind)] = (first ?? time, time ?? last);
        }

        OracleLiveLink Dated(OracleLiveLink link) =>
            link with
            {
                First = dates[(link.Link.Target, link.Link.Kind)].First,
                Last = dates[(link.Link.Target, link.Link.Kind)].Last
            };
    }

    private static bool SameLink(OracleLink one, OracleLink other) =>
        one.Target == other.Target && one.Kind == other.Kind;
}
