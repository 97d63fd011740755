using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Storage.Bytes;

namespace Vennlink.Server.Endpoints;

/// <summary>
/// A call that asks the index. The steps that every such call takes stand here, in the documented order: read the
/// fields, hold a snapshot, resolve by it, tell all problems at once, wait for a turn, run, write.
/// </summary>
/// <typeparam name="TRequest">What the fields say, with defaults: their form, not yet their meaning.</typeparam>
/// <typeparam name="TQuery">The question, by one snapshot.</typeparam>
/// <typeparam name="TResponse">The wire form of the answer.</typeparam>
internal abstract class Endpoint<TRequest, TQuery, TResponse>(EndpointServices services) : IEndpoint
    where TQuery : class
{
    /// <inheritdoc/>
    public abstract string Method { get; }

    /// <inheritdoc/>
    public abstract string Path { get; }

    /// <inheritdoc/>
    public int MaxBodyBytes => services.Options.MaxBodyBytes;

    /// <summary>How the answer becomes JSON.</summary>
    protected abstract JsonTypeInfo<TResponse> ResponseType { get; }

    protected EndpointServices Services => services;

    /// <inheritdoc/>
    public async Task<EndpointAnswer> AnswerAsync(EndpointCall call)
    {
        RequestProblems problems = call.Fields.Problems;
        TRequest request = Read(call.Fields);
        using AnswerStart start = Begin(call);
        try
        {
            return await AnswerAsync(request, start, problems, call.ClientLeft);
        }
        catch (IndexFormatException damage) when (start.Served is not null)
        {
            services.Snapshots.ReportDamage(start.Served, damage);
            throw ApiException.Damaged(damage.Message);
        }
    }

    /// <summary>Reads the request, by nothing but its fields: what is wrong in form is so on every index.</summary>
    /// <param name="fields">Gets a problem for each field that is wrong; the request counts only without.</param>
    protected internal abstract TRequest Read(RequestFields fields);

    /// <summary>What the request means in one snapshot, whatever is wrong with it; null only for a problem.</summary>
    protected abstract TQuery? Resolve(TRequest request, TargetResolver targets);

    /// <summary>Answers the question: synchronous work, which looks at its cancellation token now and then.</summary>
    /// <param name="query">The question.</param>
    /// <param name="served">The snapshot it was resolved by, open until this returns.</param>
    /// <param name="start">Where the answer begins.</param>
    /// <param name="cancellationToken">The client left, or the time is up.</param>
    protected abstract TResponse Run(
        TQuery query, ServedSnapshot served, AnswerStart start, CancellationToken cancellationToken);

    /// <summary>Finds where the answer begins.</summary>
    protected virtual AnswerStart Begin(EndpointCall call) => new() { Lease = services.Snapshots.TryLeaseCurrent() };

    /// <summary>Whether the question fits where it is to begin; called when there is no other problem.</summary>
    protected virtual void Check(TQuery query, AnswerStart start, RequestProblems problems)
    {
    }

    /// <summary>Rows of an answer, for the log; null where there are none to count.</summary>
    protected virtual int? RowCountOf(TResponse response) => null;

    private async Task<EndpointAnswer> AnswerAsync(
        TRequest request, AnswerStart start, RequestProblems problems, CancellationToken clientLeft)
    {
        TQuery? query = start.Served is { } held ? Resolve(request, new TargetResolver(held.Snapshot, problems)) : null;
        if (query is not null && !problems.Any)
        {
            Check(query, start, problems);
        }

        // Behind these two lines there is a question: what could not be resolved was a problem.
        problems.ThrowIfAny();
        ServedSnapshot served = start.Require(services.Snapshots.Problem);
        TResponse response = await services.Gate.RunAsync(
            cancellationToken => Run(query!, served, start, cancellationToken), clientLeft);
        return new EndpointAnswer(JsonSerializer.SerializeToUtf8Bytes(response, ResponseType))
        {
            SnapshotId = served.Id,
            RowCount = RowCountOf(response),
        };
    }
}
