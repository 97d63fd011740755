using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Vennlink.Webs;

/// <summary>Writes the links of a page-level web as link lists, in parts.</summary>
internal sealed class PageListFiles(PageWeb web, string folder, int threadCount, Action<string> report)
{
    private const int PagesPerMember = 512;
    private static readonly TimeSpan _reportInterval = TimeSpan.FromSeconds(10);

    /// <summary>Writes <c>links-00000.csv.gz</c> … with the links of all crawled pages, and <c>stats.txt</c>.</summary>
    public PageCounts Write(int partCount, CancellationToken cancellationToken) =>
        Write(folder, web.PageCount, partCount, static (rows, page, text) => rows.Write(page, text), cancellationToken);

    /// <summary>
    /// Writes the same files into the folder <c>new</c>, of pages that a later crawl finds: half on sites of this one,
    /// half on sites of their own.
    /// </summary>
    public PageCounts WriteLater(int pageCount, CancellationToken cancellationToken)
    {
        ulong seed = RandomWords.Of(web.Seed, 20);
        return Write(Path.Combine(folder, "new"), pageCount, 1, (rows, number, text) =>
        {
            if ((number & 1) == 0)
            {
                rows.WriteLater((int)(RandomWords.Of(seed, (ulong)number) % (ulong)web.PageCount), number, text);
            }
            else
            {
                rows.Write(web.PageCount + (number / 2), text);
            }
        }, cancellationToken);
    }

    /// <summary>
    /// Writes a table <c>domain,label</c> that says which sites with crawled pages are in a spam cluster: <c>spam</c>,
    /// of the others <c>clean</c>.
    /// </summary>
    /// <remarks>A host a site, in the order of pages; the few domains that have two sites stand there twice.</remarks>
    public void WriteLabels(string file)
    {
        using StreamWriter labels = new(file);
        labels.Write("domain,label\n");
        int schemeLength = "https://".Length;
        byte[] host = new byte[DomainNames.MaxBytes + 32];
        for (int page = 0; page < web.PageCount; page += web.SiteOf(page).PageCount)
        {
            PageSite site = web.SiteOf(page);
            labels.Write(Encoding.ASCII.GetString(host.AsSpan(0, web.WriteHost(site.Domain, 0, host))[schemeLength..]));
            labels.Write(web.TraitsOf(site).Cluster >= 0 ? ",spam\n" : ",clean\n");
        }
    }

    private PageCounts Write(string target, int pageCount, int partCount, Action<PageRows, int, TextMember> write,
        CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(target);
        int pieceCount = (pageCount + PagesPerMember - 1) / PagesPerMember;
        int fileCount = Math.Clamp(partCount, 1, Math.Max(1, pieceCount));
        string[] files =
            [.. Enumerable.Range(0, fileCount).Select(part =>
                Path.Combine(target, string.Create(CultureInfo.InvariantCulture, $"links-{part:D5}.csv.gz")))];
        PageCounts counts = new();
        long bytes = 0;
        Stopwatch clock = Stopwatch.StartNew();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        TimeSpan nextReport = _reportInterval;
        OrderedOutput.Write(files, pieceCount, threadCount, () =>
        {
            PageRows rows = new(web);
            TextMember text = new();
            return piece =>
            {
                rows.Counts = new PageCounts();
                if (piece == 0 || OrderedOutput.FileOf(piece, pieceCount, fileCount) != OrderedOutput.FileOf(
                    piece - 1, pieceCount, fileCount))
                {
                    ReadOnlySpan<byte> header = "source,target,anchor,rel\n"u8;
                    header.CopyTo(text.Room(header.Length));
                    text.Advance(header.Length);
                }

                int end = (int)Math.Min((piece + 1L) * PagesPerMember, pageCount);
                for (int page = piece * PagesPerMember; page < end; page++)
                {
                    write(rows, page, text);
                }

                ReadOnlyMemory<byte> written = text.Finish();
                lock (counts)
                {
                    counts.Add(rows.Counts);
                    bytes += written.Length;
                }

                return written;
            };
        }, piece =>
        {
            if (clock.Elapsed >= nextReport)
            {
                nextReport = clock.Elapsed + _reportInterval;
                double share = (piece + 1.0) / pieceCount;
                report(string.Create(CultureInfo.InvariantCulture,
                    $"pages {100 * share:F1} %, {clock.Elapsed.TotalSeconds * (1 - share) / share:F0} s left"));
            }
        }, cancellationToken);
        long links = counts.InternalLinks + counts.ExternalLinks;
        report(string.Create(CultureInfo.InvariantCulture,
            $"{target}: {clock.Elapsed.TotalSeconds:F1} s, {links} links, "
                + $"{(Environment.CpuUsage.TotalTime - processor).TotalNanoseconds / links:F1} ns of processor time "
                    + $"a link, {bytes} bytes, {bytes / (double)links:F2} bytes a link"));
        File.WriteAllText(Path.Combine(target, "stats.txt"), counts.ToTable());
        return counts;
    }
}
