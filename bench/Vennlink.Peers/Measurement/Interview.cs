using System.Diagnostics;
using Vennlink.Peers.Engines;
using Vennlink.Peers.Questions;

namespace Vennlink.Peers.Measurement;

/// <summary>
/// Asks one engine all questions: each answer is checked before anything is timed, and in every timed run again.
/// </summary>
internal sealed class Interview(Peer peer, double secondsPerCell, double seconds)
{
    private const int LeastRuns = 3;
    private const int MaxRuns = 1_000;
    private const double LongestWarmUpSeconds = 12;
    private const double CellWarmUpSeconds = 0.05;

    // A check that took this long is as good as a timed run: what there is to warm up is lost in it.
    private const long SlowNanoseconds = 300_000_000;

    private static readonly Operation[] Operations =
    [
        Operation.Total, Operation.All, Operation.FirstByAuthority, Operation.FirstByCount, Operation.FirstBySpam,
        Operation.TenthByCount, Operation.TenthByAuthority,
    ];

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _leftOut;

    public AskFigures Run(IReadOnlyList<Question> questions)
    {
        WarmUp(questions);
        List<CellFigures> cells = [];

        // Questions come by kind, the most telling kind first, and of each kind operation by operation: an engine whose
        // time is up has answered the main ones.
        foreach (IGrouping<(string, bool),
            Question> kind in questions.GroupBy(question => (question.Cell.Threshold, question.Cell.HasNegative)))
        {
            foreach (Operation operation in Operations)
            {
                foreach (IGrouping<QuestionCell, Question> cell in kind.GroupBy(question => question.Cell))
                {
                    Question[] asked =
                        [.. cell.Where(question =>
                            question.Answers.ContainsKey(operation) && peer.Forms(question, operation).Count > 0)];
                    if (asked.Length == 0)
                    {
                        continue;
                    }

                    if (_clock.Elapsed.TotalSeconds > seconds)
                    {
                        _leftOut++;
                        continue;
                    }

                    cells.Add(Measure(cell.Key, operation, asked));
                }
            }
        }

        return new AskFigures(peer.Name, peer.PeakBytes(), _leftOut, peer.Remarks(), [.. cells]);
    }

    // Lets just-in-time compilers see the code, dense paths and sparse ones; short lists first, since some engines will
    // not get far in this time.
    private void WarmUp(IReadOnlyList<Question> questions)
    {
        Question[] shortFirst =
            [.. questions.Reverse()
                .OrderBy(question => question.Cell.Weight switch { "light" => 0, "medium" => 1, _ => 2 })];
        Stopwatch clock = Stopwatch.StartNew();
        double warmUpSeconds = Math.Min(LongestWarmUpSeconds, seconds / 4);
        while (clock.Elapsed.TotalSeconds < warmUpSeconds)
        {
            foreach (Question question in shortFirst)
            {
                foreach (Operation operation in question.Answers.Keys.Where(operation =>
                    peer.Forms(question, operation).Count > 0))
                {
                    peer.Ask(question, operation, peer.Forms(question, operation)[0]);
                    if (clock.Elapsed.TotalSeconds > warmUpSeconds)
                    {
                        return;
                    }
                }
            }
        }
    }

    private CellFigures Measure(QuestionCell cell, Operation operation, Question[] asked)
    {
        (string form, string? problem) = FastestForm(asked[0], operation);
        List<long> nanoseconds = [];
        Stopwatch clock = Stopwatch.StartNew();
        for (int run = 0; run < asked.Length && problem is null; run++)
        {
            Answer answer = peer.Ask(asked[run], operation, form);
            problem = answer.Difference(asked[run].Answers[operation]);
            if (answer.Nanoseconds > SlowNanoseconds)
            {
                nanoseconds.Add(answer.Nanoseconds);
            }
        }

        for (int run = 0; problem is null && clock.Elapsed.TotalSeconds < CellWarmUpSeconds; run++)
        {
            peer.Ask(asked[run % asked.Length], operation, form);
        }

        clock.Restart();
        int leastRuns = Math.Max(LeastRuns, asked.Length);
        for (int run = nanoseconds.Count; problem is null && run < MaxRuns
            && (run < leastRuns || clock.Elapsed.TotalSeconds < secondsPerCell); run++)
        {
            Question question = asked[run % asked.Length];
            Answer answer = peer.Ask(question, operation, form);
            problem = answer.Difference(question.Answers[operation]);
            nanoseconds.Add(answer.Nanoseconds);
        }

        nanoseconds.Sort();
        if (problem is not null)
        {
            Console.Error.WriteLine($"{peer.Name}: {operation} of {cell}: {problem}");
            return new CellFigures(cell, operation, 0, 0, 0, form, problem);
        }

        int p99 = Math.Min(nanoseconds.Count - 1, (int)Math.Ceiling(nanoseconds.Count * 0.99) - 1);
        double median = (nanoseconds[(nanoseconds.Count - 1) / 2] + nanoseconds[nanoseconds.Count / 2]) / 2.0;
        return new CellFigures(cell, operation, nanoseconds.Count, median,
            nanoseconds.Count < 100 ? nanoseconds[^1] : nanoseconds[p99], form, null);
    }

    // Every form must be right, also those that are not taken.
    private (string Form, string? Problem) FastestForm(Question question, Operation operation)
    {
        IReadOnlyList<string> forms = peer.Forms(question, operation);
        if (forms.Count == 1)
        {
            return (forms[0], null);
        }

        string fastest = forms[0];
        long best = long.MaxValue;
        foreach (string form in forms)
        {
            Answer answer = peer.Ask(question, operation, form);
            if (answer.Difference(question.Answers[operation]) is { } problem)
            {
                return (form, $"{form}: {problem}");
            }

            // The first time may have had to warm up.
            long nanoseconds = answer.Nanoseconds > SlowNanoseconds
                ? answer.Nanoseconds
                : Math.Min(answer.Nanoseconds, peer.Ask(question, operation, form).Nanoseconds);
            (fastest, best) = nanoseconds < best ? (form, nanoseconds) : (fastest, best);
        }

        return (fastest, null);
    }
}
