using System.Globalization;
using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Query.Walk;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots;
using Vennlink.Storage.Bytes;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary>A question and the snapshot that it is asked of, held open until this is disposed of.</summary>
internal sealed class AskedQuestion : IDisposable
{
    private readonly EndpointServices _services;

    private AskedQuestion(EndpointServices services, Question question, IntersectQuery query, AnswerStart start)
    {
        _services = services;
        Question = question;
        Query = query;
        Start = start;
    }

    /// <summary>As it was asked.</summary>
    public Question Question { get; }

    /// <summary>What that means in the snapshot.</summary>
    public IntersectQuery Query { get; }

    /// <summary>Where the answer begins.</summary>
    public AnswerStart Start { get; }

    /// <summary>The snapshot.</summary>
    public ServedSnapshot Served => Start.Served!;

    /// <summary>What answers.</summary>
    public LinkIntersect Engine => Served.Intersect.Engine;

    /// <summary>Reads a question, finds its snapshot and resolves it there.</summary>
    /// <exception cref="ApiException">It cannot be asked (400, 410, 500, 503): all that is wrong, at once.</exception>
    public static AskedQuestion Open(EndpointServices services, EndpointCall call)
    {
        QuestionProblems found = new();
        Question question = QuestionJson.Read(call.Body, found, out string? nextToken);
        RequestProblems problems = new();
        AnswerStart start = new PageTokens(services).Begin(
            call.AccessId, nextToken, "next_token", LimitOf(question, services.Options, found), problems);
        return Resolve(services, question, start, found, problems);
    }

    /// <summary>As <see cref="Open"/>, of a question that was read, in the snapshot that is served now.</summary>
    public static AskedQuestion Ask(
        EndpointServices services, string accessId, Question question, QuestionProblems found)
    {
        RequestProblems problems = new();
        AnswerStart start = new PageTokens(services).Begin(
            accessId, null, "next_token", LimitOf(question, services.Options, found), problems);
        return Resolve(services, question, start, found, problems);
    }

    /// <summary>As <see cref="Open"/>, of a question that was read, in a snapshot that was chosen.</summary>
    /// <param name="services">What the server has.</param>
    /// <param name="lease">The snapshot; disposed of by this, or when there is none of this.</param>
    /// <param name="question">The question.</param>
    /// <param name="found">What is wrong with it.</param>
    public static AskedQuestion Ask(
        EndpointServices services, SnapshotLease? lease, Question question, QuestionProblems found) =>
        Resolve(services, question,
            new AnswerStart { Lease = lease, Limit = LimitOf(question, services.Options, found) }, found,
            new RequestProblems());

    /// <summary>Does what reads the index; what is wrong with the index is then the answer's error.</summary>
    /// <exception cref="ApiException">The index is damaged (500), or does not know what is asked for (400).</exception>
    public T Read<T>(Func<T> read) => Read(_services, Served, read);

    /// <summary>The same of a snapshot that something else than a question of rows is asked of.</summary>
    public static T Read<T>(EndpointServices services, ServedSnapshot served, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (IndexFormatException damage)
        {
            services.Snapshots.ReportDamage(served, damage);
            throw ApiException.Damaged(damage.Message);
        }
        catch (LinkFactsException problem)
        {
            throw ApiException.BadRequest(problem.Message);
        }
    }

    /// <summary>Why a form of rows has no room for what is asked beside them; null where it has.</summary>
    /// <param name="form">The form.</param>
    /// <param name="hasSheets">Whether workbooks have sheets for links.</param>
    public string? ProblemOf(AnswerForm form, bool hasSheets = false) =>
        Question.EvidenceLinks is null || form.Rows is null || (hasSheets && form.Rows == RowForm.Xlsx) ? null
            : hasSheets ? "evidence: only rows of JSON, NDJSON and workbooks have room for links."
            : "evidence: only rows of JSON and NDJSON have room for links.";

    /// <summary>What a person reads of rows, as they come, with the links that are asked for.</summary>
    public IEnumerable<SourceRow> Describe(
        FoundQuery found, IEnumerable<IntersectRow> rows, CancellationToken cancellationToken) =>
        Question.EvidenceLinks is { } links
            ? new Evidence(Served.Snapshot).Describe(Engine, found, rows, links, cancellationToken)
            : Engine.Describe(found, rows);

    public void Dispose() => Start.Dispose();

    private static AskedQuestion Resolve(EndpointServices services, Question question, AnswerStart start,
        QuestionProblems found, RequestProblems problems)
    {
        try
        {
            // What is wrong in form is so on every index; what a target means is asked only of a good question.
            CheckCount(question, services.Options.MaxQuestionTargets, found);
            IntersectQuery? query = start.Served is { } served && !found.Any
                ? new QuestionResolver(served.Snapshot).Resolve(question, found) : null;
            query = query is null ? null : query with { FollowedOnly = services.Options.FollowedOnly };
            problems.Add(found);
            if (query is not null && !problems.Any)
            {
                PageTokens.Check(start, QueryFingerprint.Of(query), problems);
            }

            problems.ThrowIfAny();
            start.Require(services.Snapshots.Problem);
            return new AskedQuestion(services, question, query!, start);
        }
        catch (IndexFormatException damage) when (start.Served is { } damaged)
        {
            services.Snapshots.ReportDamage(damaged, damage);
            start.Dispose();
            throw ApiException.Damaged(damage.Message);
        }
        catch
        {
            start.Dispose();
            throw;
        }
    }

    private static int LimitOf(Question question, ServerOptions options, QuestionProblems problems)
    {
        int limit = question.Limit ?? Math.Min(options.DefaultLimit, options.MaxPageRows);
        if (limit > options.MaxPageRows)
        {
            problems.Add("limit", string.Create(CultureInfo.InvariantCulture,
                $"may be up to {options.MaxPageRows}, not {limit}; rows that are streamed have no bound"));
        }

        return Math.Min(limit, options.MaxPageRows);
    }

    private static void CheckCount(Question question, int maxCount, QuestionProblems problems)
    {
        int count = question.To.Count + question.Not.Count + (question.Match?.Targets.Count ?? 0);
        if (count > maxCount)
        {
            problems.Add("to, not and match", string.Create(CultureInfo.InvariantCulture,
                $"may have up to {maxCount} targets together, not {count}"));
        }
    }
}
