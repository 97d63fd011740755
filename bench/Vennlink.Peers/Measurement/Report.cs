using System.Globalization;
using System.Text;
using System.Text.Json;
using Vennlink.Peers.Data;
using Vennlink.Peers.Questions;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Peers.Measurement;

/// <summary>Writes the figures of one data set as Markdown tables.</summary>
internal sealed class Report
{
    private static readonly (Operation Operation, string Title)[] Columns =
    [
        (Operation.Total, "exact total"),
        (Operation.All, "all ids"),
        (Operation.FirstByAuthority, "first page by authority"),
        (Operation.FirstByCount, "first page by matching targets"),
        (Operation.FirstBySpam, "first page by spam score"),
        (Operation.TenthByAuthority, "tenth page by authority"),
        (Operation.TenthByCount, "tenth page by matching targets"),
    ];

    private readonly PeerData _data;
    private readonly List<BuildFigures> _builds = [];
    private readonly List<AskFigures> _asks = [];
    private readonly StringBuilder _text = new();

    public Report(string folder, IEnumerable<string> engines)
    {
        _data = PeerData.Open(folder);
        foreach (string engine in engines)
        {
            string build = Path.Combine(folder, engine + ".build.json");
            if (File.Exists(build))
            {
                _builds.Add(JsonSerializer.Deserialize(File.ReadAllBytes(build), PeersJson.Default.BuildFigures)!);
            }

            string ask = Path.Combine(folder, engine + ".ask.json");
            if (File.Exists(ask))
            {
                _asks.Add(JsonSerializer.Deserialize(File.ReadAllBytes(ask), PeersJson.Default.AskFigures)!);
            }
        }
    }

    public string Write()
    {
        DataFacts facts = _data.Facts;
        string sources = facts.SourceScope == SourceScope.Page ? "pages" : "root domains";
        Line($"## {facts.Name}, sources are {sources}");
        Line($"{facts.SourceCount:N0} sources, {facts.TargetCount:N0} root domains as targets, {facts.ArcCount:N0} arcs; the longest list has {Enumerable.Range(0, _data.TargetCount).Max(_data.CountOf):N0}.");
        Line($"");
        WriteIndexes();
        QuestionCell main = new("heavy", "2", true);
        WriteMain(main);
        WriteRatios();
        foreach ((Operation operation, string title) in Columns)
        {
            WriteOperation(operation, title);
        }

        WriteProblems();
        return _text.ToString();
    }

    private static string Milliseconds(double nanoseconds)
    {
        double milliseconds = nanoseconds / 1e6;
        int decimals = milliseconds <= 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(milliseconds)), 0, 5);
        return milliseconds.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture);
    }

    private static CellFigures? Find(AskFigures ask, QuestionCell cell, Operation operation) =>
        ask.Cells.FirstOrDefault(figures => figures.Cell == cell && figures.Operation == operation);

    private static string Cell(CellFigures? figures) => figures switch
    {
        null => "–",
        { Problem: not null } => "wrong",
        _ => $"{Milliseconds(figures.MedianNanoseconds)} ({Milliseconds(figures.P99Nanoseconds)})",
    };

    private void Line(FormattableString text) => _text.Append(FormattableString.Invariant(text)).Append('\n');

    private void Row(IEnumerable<string> cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private void Header(string[] titles)
    {
        Row(titles);
        Row(titles.Select(_ => "---"));
    }

    private void WriteIndexes()
    {
        Line($"### Index");
        Header(["engine", "build, s", "peak while building, MiB", "index, bytes", "bits an arc",
            "peak while asked, MiB", "remarks"]);
        foreach (BuildFigures build in _builds)
        {
            AskFigures? ask = _asks.FirstOrDefault(figures => figures.Engine == build.Engine);
            Row(
            [
                build.Engine,
                build.Seconds.ToString("N1", CultureInfo.InvariantCulture),
                (build.PeakBytes >> 20).ToString("N0", CultureInfo.InvariantCulture),
                build.IndexBytes.ToString("N0", CultureInfo.InvariantCulture),
                (build.IndexBytes * 8.0 / _data.Facts.ArcCount).ToString("N2", CultureInfo.InvariantCulture),
                ask is null ? "–" : (ask.PeakBytes >> 20).ToString("N0", CultureInfo.InvariantCulture),
                string.Join("; ", ((string[])[build.Remarks, ask?.Remarks ?? ""]).Where(text => text.Length > 0)),
            ]);
        }

        Line($"");
    }

    private void WriteMain(QuestionCell cell)
    {
        Line($"### {cell}: milliseconds, median (99th percentile)");
        Header(["engine", .. Columns.Select(column => column.Title), "runs"]);
        foreach (AskFigures ask in _asks)
        {
            CellFigures?[] figures = [.. Columns.Select(column => Find(ask, cell, column.Operation))];
            int[] runs = [.. figures.OfType<CellFigures>().Where(figure => figure.Problem is null)
                .Select(figure => figure.Runs)];
            Row([ask.Engine, .. figures.Select(Cell),
                runs.Length == 0 ? "–" : FormattableString.Invariant($"{runs.Min()}–{runs.Max()}")]);
        }

        Line($"");
    }

    // How many times Vennlink's time each engine takes, over all cells that both were measured in.
    private void WriteRatios()
    {
        if (_asks.FirstOrDefault(ask => ask.Engine == "vennlink") is not { } own)
        {
            return;
        }

        Line($"### Times Vennlink's median, heavy questions: least – median – most over k and negatives");
        Header(["engine", .. Columns.Select(column => column.Title)]);
        foreach (AskFigures ask in _asks.Where(ask => ask != own))
        {
            Row([ask.Engine, .. Columns.Select(column => Ratio(own, ask, column.Operation))]);
        }

        Line($"");
    }

    private static string Ratio(AskFigures own, AskFigures other, Operation operation)
    {
        double[] ratios =
        [
            .. from figures in own.Cells
               where figures.Operation == operation && figures.Cell.Weight == "heavy" && figures.Problem is null
               let theirs = Find(other, figures.Cell, operation)
               where theirs is { Problem: null }
               let ratio = theirs.MedianNanoseconds / figures.MedianNanoseconds
               orderby ratio
               select ratio,
        ];
        return ratios.Length == 0
            ? "–" : string.Join(" – ", ((double[])[ratios[0], ratios[ratios.Length / 2], ratios[^1]]).Select(Times));
    }

    private static string Times(double ratio) => ratio.ToString(ratio < 10 ? "N2" : "N0", CultureInfo.InvariantCulture);

    private void WriteOperation(Operation operation, string title)
    {
        Line($"### {title}: milliseconds, median (99th percentile)");
        Header(["question", .. _asks.Select(ask => ask.Engine)]);
        IEnumerable<QuestionCell> cells = _asks.SelectMany(ask => ask.Cells)
            .Where(figures => figures.Operation == operation).Select(figures => figures.Cell).Distinct();
        foreach (QuestionCell cell in cells.OrderBy(cell =>
            Array.IndexOf(["light", "medium", "mixed", "heavy"], cell.Weight)).ThenBy(cell => cell.Threshold.Length)
                .ThenBy(cell => cell.Threshold, StringComparer.Ordinal).ThenBy(cell => cell.HasNegative))
        {
            Row([cell.ToString(), .. _asks.Select(ask => Cell(Find(ask, cell, operation)))]);
        }

        Line($"");
    }

    private void WriteProblems()
    {
        foreach (AskFigures ask in _asks)
        {
            if (ask.CellsLeftOut > 0)
            {
                Line($"{ask.Engine}: {ask.CellsLeftOut} cells left out, its time was up.");
            }

            foreach (CellFigures wrong in ask.Cells.Where(figures => figures.Problem is not null))
            {
                Line($"{ask.Engine}, {wrong.Operation} of {wrong.Cell}: wrong answer, not timed: {wrong.Problem}");
            }
        }

        Line($"");
    }
}
