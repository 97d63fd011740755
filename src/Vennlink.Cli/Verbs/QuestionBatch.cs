using System.Globalization;
using System.Threading.Channels;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Query.Facets;
using Vennlink.Query.Questions;
using Vennlink.Snapshots;

namespace Vennlink.Cli.Verbs;

/// <summary>
/// Answers questions of a file, a JSON object a line, on all cores; answers come in the order of the lines.
/// </summary>
/// <remarks>
/// An answer is written as soon as it and those before it are there, so a program may ask the next question after it
/// has read an answer. What is wrong with a question is its answer; the others go on.
/// </remarks>
/// <param name="snapshot">The index.</param>
/// <param name="limit">Most rows of a question that says none; null for the usual.</param>
/// <param name="countsOnly">Whether answers are totals alone.</param>
internal sealed class QuestionBatch(Snapshot snapshot, int? limit, bool countsOnly)
{
    /// <summary>Most rows of a question where nothing says how many.</summary>
    public const int DefaultLimit = 25;

    // A hundred thousand targets and more.
    private const int MaxLineBytes = 16 << 20;

    private readonly LinkIntersect _engine = new(snapshot);

    /// <summary>Answers all questions; when it ends, nothing reads the index any more.</summary>
    /// <param name="file">Their file; <c>-</c> for standard input.</param>
    /// <param name="isCsv">Whether answers are CSV, else NDJSON.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>An exit code: failed when a question could not be answered.</returns>
    public int Answer(string file, bool isCsv, CancellationToken cancellationToken)
    {
        using Stream input = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        using Stream stream = StandardOutput.Open();
        BatchOutput output = isCsv ? new BatchCsv(stream, countsOnly) : new BatchJson(stream);
        (int count, int failedCount) = AnswerAsync(input, output, cancellationToken).GetAwaiter().GetResult();
        if (failedCount > 0)
        {
            Notes.Write(string.Create(CultureInfo.InvariantCulture,
                $"{failedCount} of {count} questions could not be answered"));
        }

        return failedCount > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private async Task<(int Count, int FailedCount)> AnswerAsync(
        Stream input, BatchOutput output, CancellationToken cancellationToken)
    {
        // What is read ahead waits here, so as many questions are worked on as there are cores.
        Channel<Task<BatchAnswer>> pending = Channel.CreateBounded<Task<BatchAnswer>>(Environment.ProcessorCount);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = ReadAsync(input, pending.Writer, stop.Token);
        int count = 0;
        int failedCount = 0;
        try
        {
            while (await pending.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (pending.Reader.TryRead(out Task<BatchAnswer>? next))
                {
                    BatchAnswer answer = await next.ConfigureAwait(false);
                    count++;
                    failedCount += answer.Query is null ? 1 : 0;
                    output.Write(answer);
                }

                output.Flush();
            }
        }
        finally
        {
            // Not the reading: it may wait for a pipe that nobody writes to.
            await stop.CancelAsync().ConfigureAwait(false);
            while (pending.Reader.TryRead(out Task<BatchAnswer>? left))
            {
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await reading.ConfigureAwait(false);
        return (count, failedCount);
    }

    private async Task ReadAsync(Stream input, ChannelWriter<Task<BatchAnswer>> pending, CancellationToken stop)
    {
        try
        {
            ByteLines lines = new(input, MaxLineBytes);
            for (long number = 1; await lines.ReadAsync(stop).ConfigureAwait(false) is (true, var line); number++)
            {
                if (line is null || !line.AsSpan().Trim(" \t\r"u8).IsEmpty)
                {
                    // Put in line before it starts: who stops then waits for all that has started.
                    long lineNumber = number;
                    Task<BatchAnswer> answer = new(() => Answer(lineNumber, line, stop), stop);
                    await pending.WriteAsync(answer, stop).ConfigureAwait(false);
                    answer.Start(TaskScheduler.Default);
                }
            }
        }
        finally
        {
            pending.Complete();
        }
    }

    private BatchAnswer Answer(long line, byte[]? json, CancellationToken cancellationToken)
    {
        QuestionProblems problems = new();
        BatchAnswer answer = new(line);
        if (json is null)
        {
            problems.Add("question", string.Create(CultureInfo.InvariantCulture,
                $"the line is longer than {MaxLineBytes >> 20} MiB"));
            return answer with { Problems = problems };
        }

        Question question = QuestionJson.Read(json, problems);
        answer = answer with { Id = question.Id, Problems = problems };
        QuestionResolver resolver = new(snapshot);
        if (problems.Any || resolver.Resolve(question, problems) is not { } query)
        {
            return answer;
        }

        try
        {
            FoundQuery found = _engine.Find(query, cancellationToken);
            FacetCounts? facets = question.Facets.Count == 0 ? null
                : _engine.CountFacets(found, question.Facets, cancellationToken);
            answer = answer with
            {
                Query = query,
                Found = found,
                Total = facets?.RowCount
                    ?? (countsOnly || question.IncludesTotal ? _engine.Count(found, cancellationToken) : null),
                Facets = facets,
                Rows = countsOnly ? null
                    : [.. new RowSource(snapshot, _engine, found, question.EvidenceLinks, cancellationToken)
                        .First(question.Limit ?? limit ?? DefaultLimit)],
                Notes = [.. query.Notes, .. found.Notes, .. IntersectVerb.UnlinkedNotes(found)],
            };
            return answer is { Total: 0 } or { Rows.Count: 0 }
                ? answer with { WhyEmpty = EmptyAnswer.Of(_engine, found, cancellationToken) } : answer;
        }
        catch (LinkFactsException problem)
        {
            problems.Add("links", problem.Message);
            return answer;
        }
    }
}
