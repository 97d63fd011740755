using Vennlink.Query.Changes;
using Vennlink.Query.Questions;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots;
using Vennlink.Storage.Bytes;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary>A question asked of two snapshots, both held open until this is disposed of.</summary>
internal sealed class AskedDiff : IDisposable
{
    // Many of these may run at once; more names than that are sorted on disk.
    private const long SortMemoryBytes = 32L << 20;

    private readonly EndpointServices _services;
    private readonly AskedQuestion _before;
    private readonly AskedQuestion _after;

    private AskedDiff(EndpointServices services, DiffRequest request, AskedQuestion before, AskedQuestion after)
    {
        (_services, Request, _before, _after) = (services, request, before, after);
        Manifests = (before.Served.Snapshot.Manifest, after.Served.Snapshot.Manifest);
    }

    /// <summary>As it was asked.</summary>
    public DiffRequest Request { get; }

    /// <summary>The question in the later snapshot.</summary>
    public AskedQuestion After => _after;

    /// <summary>What the two snapshots are.</summary>
    public (Manifest Before, Manifest After) Manifests { get; }

    /// <summary>Reads what is asked, finds both snapshots and resolves the question in each.</summary>
    /// <exception cref="ApiException">It cannot be asked (400, 500, 503): all that is wrong, at once.</exception>
    public static AskedDiff Open(EndpointServices services, EndpointCall call)
    {
        QuestionProblems found = new();
        DiffRequest request = DiffRequest.Read(call.Body, found);
        using SnapshotChoice choice = SnapshotChoice.Of(services, request, found);
        AskedQuestion after = AskedQuestion.Ask(services, choice.TakeAfter(), request.Question, found);
        try
        {
            return new AskedDiff(
                services, request, AskedQuestion.Ask(services, choice.TakeBefore(), request.Question, found), after);
        }
        catch
        {
            after.Dispose();
            throw;
        }
    }

    /// <summary>Compares the answers: synchronous work.</summary>
    /// <exception cref="ApiException">An index is damaged (500), or does not know what is asked for (400).</exception>
    public QuestionDiff Compare(CancellationToken cancellationToken) => Read(() =>
    {
        try
        {
            return QuestionDiff.Of(Side(_before), Side(_after), SortMemoryBytes, cancellationToken);
        }
        catch (ArgumentException problem)
        {
            throw ApiException.BadRequest(problem.Message);
        }
    });

    /// <summary>Does what reads both indexes; what is wrong with one is then the answer's error.</summary>
    public T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (IndexFormatException damage)
        {
            // Which of the two it is shows when its bytes are compared again; the message names the file.
            foreach (ServedSnapshot served in (ServedSnapshot[])[_before.Served, _after.Served])
            {
                if (served.Snapshot.CheckBytes(_ => true).Any())
                {
                    _services.Snapshots.ReportDamage(served, damage);
                }
            }

            throw ApiException.Damaged(damage.Message);
        }
        catch (LinkFactsException problem)
        {
            throw ApiException.BadRequest(problem.Message);
        }
    }

    public void Dispose()
    {
        _before.Dispose();
        _after.Dispose();
    }

    private static DiffSide Side(AskedQuestion asked) => new(asked.Served.Snapshot, asked.Engine, asked.Query);
}
