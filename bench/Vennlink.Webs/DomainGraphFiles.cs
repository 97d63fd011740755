using System.Diagnostics;
using System.Globalization;

namespace Vennlink.Webs;

/// <summary>
/// Writes a web as Common Crawl publishes its domain graphs: vertices, edges, ranks; and its figures.
/// </summary>
internal sealed class DomainGraphFiles(DomainWeb web, string folder, int threadCount, Action<string> report)
{
    private const int LinesPerMember = 1 << 15;
    private const int LineBytes = 160;
    private static readonly TimeSpan _reportInterval = TimeSpan.FromSeconds(10);

    private readonly ulong _hostSeed = web.SeedOf(21);

    /// <summary>Writes <c>vertices.txt.gz</c>: id, reversed name, hosts.</summary>
    public void WriteVertices(CancellationToken cancellationToken) => WriteLines("vertices.txt.gz", [], (node, line) =>
    {
        int length = DecimalText.Write((uint)node, line);
        line[length++] = (byte)'\t';
        length += web.Names.Write(node, line[length..]);
        return WriteHosts(node, line, length);
    }, cancellationToken);

    /// <summary>
    /// Writes <c>ranks.txt.gz</c>: positions and values of harmonic centrality and PageRank, name, hosts; best first.
    /// </summary>
    public void WriteRanks(CancellationToken cancellationToken)
    {
        DomainRanks ranks = new(web, threadCount);
        WriteLines("ranks.txt.gz", RankText.Header.ToArray(), (position, line) =>
        {
            int length = DecimalText.Write((uint)position + 1, line);
            line[length++] = (byte)'\t';
            length += RankText.WriteHarmonic(position, web.Shape.NodeCount, line[length..]);
            line[length++] = (byte)'\t';
            int byPageRank = ranks.PageRankPosition(position);
            length += DecimalText.Write((uint)byPageRank + 1, line[length..]);
            line[length++] = (byte)'\t';
            length += RankText.WritePageRank(byPageRank, line[length..]);
            line[length++] = (byte)'\t';
            int node = ranks.NodeAt(position);
            length += web.Names.Write(node, line[length..]);
            return WriteHosts(node, line, length);
        }, cancellationToken);
    }

    /// <summary>
    /// Writes <c>edges.txt.gz</c>, or the folder <c>edges</c> of several parts; and <c>stats.txt</c>,
    /// <c>deviations.txt</c>.
    /// </summary>
    /// <returns>What was counted.</returns>
    public WebFigures WriteEdges(int partCount, CancellationToken cancellationToken)
    {
        string[] files = [Path.Combine(folder, "edges.txt.gz")];
        if (partCount > 1)
        {
            string parts = Path.Combine(folder, "edges");
            Directory.CreateDirectory(parts);
            files = [.. Enumerable.Range(0, partCount).Select(part =>
                Path.Combine(parts, string.Create(CultureInfo.InvariantCulture, $"part-{part:D5}.txt.gz")))];
        }

        WebFigures figures = new(web);
        long bytes = 0;
        Stopwatch clock = Stopwatch.StartNew();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        TimeSpan nextReport = _reportInterval;
        OrderedOutput.Write(files, web.ChunkCount, threadCount, () =>
        {
            ArcGenerator generator = new(web);
            ArcChunk arcs = new();
            ArcMember member = new();
            return chunk =>
            {
                generator.Generate(chunk, arcs);
                WebFigures own = new(web);
                own.Add(arcs);
                ReadOnlyMemory<byte> written = member.Write(arcs);
                lock (figures)
                {
                    figures.Add(own);
                    bytes += written.Length;
                }

                return written;
            };
        }, chunk =>
        {
            if (clock.Elapsed >= nextReport)
            {
                nextReport = clock.Elapsed + _reportInterval;
                double share = (chunk + 1.0) / web.ChunkCount;
                report(string.Create(CultureInfo.InvariantCulture,
                    $"edges {100 * share:F1} %, {clock.Elapsed.TotalSeconds * (1 - share) / share:F0} s left"));
            }
        }, cancellationToken);
        double nanoseconds = (Environment.CpuUsage.TotalTime - processor)
            .TotalNanoseconds / Math.Max(1, figures.ArcCount);
        report(string.Create(CultureInfo.InvariantCulture,
            $"edges {clock.Elapsed.TotalSeconds:F1} s, {figures.ArcCount} arcs, {nanoseconds:F1} ns of processor "
                + $"time an arc, {bytes} bytes, {bytes / (double)Math.Max(1, figures.ArcCount):F3} bytes an arc"));
        string release = string.Create(CultureInfo.InvariantCulture, $"generated-{web.Shape.NodeCount}");
        File.WriteAllText(Path.Combine(folder, "stats.txt"), figures.ToTable(release));
        File.WriteAllLines(Path.Combine(folder, "deviations.txt"),
        [
            "figure\tgoal\tmeasured\tdeviation_percent",
            .. figures.Figures()
            .Select(figure =>
                string.Create(CultureInfo.InvariantCulture,
                    $"{figure.Name}\t{figure.Goal}\t{figure.Measured}\t{figure.DeviationPercent:F4}")),
        ]);
        return figures;
    }

    private int WriteHosts(int node, Span<byte> line, int length)
    {
        line[length++] = (byte)'\t';
        length += DecimalText.Write((uint)DomainRanks.HostCount(web, node, _hostSeed), line[length..]);
        line[length++] = (byte)'\n';
        return length;
    }

    private void WriteLines(string name, byte[] header, LineWriter writeLine, CancellationToken cancellationToken)
    {
        Stopwatch clock = Stopwatch.StartNew();
        int lineCount = web.Shape.NodeCount;
        int pieceCount = (lineCount + LinesPerMember - 1) / LinesPerMember;
        string path = Path.Combine(folder, name);
        OrderedOutput.Write([path], pieceCount, threadCount, () =>
        {
            TextMember member = new();
            return piece =>
            {
                if (piece == 0)
                {
                    header.CopyTo(member.Room(header.Length));
                    member.Advance(header.Length);
                }

                int start = piece * LinesPerMember;
                int end = (int)Math.Min((long)start + LinesPerMember, lineCount);
                for (int line = start; line < end; line++)
                {
                    member.Advance(writeLine(line, member.Room(LineBytes)));
                }

                return member.Finish();
            };
        }, null, cancellationToken);
        report(string.Create(CultureInfo.InvariantCulture,
            $"{name} {clock.Elapsed.TotalSeconds:F1} s, {new FileInfo(path).Length} bytes"));
    }

    private delegate int LineWriter(int number, Span<byte> line);
}
