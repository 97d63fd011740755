using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints;

/// <summary>
/// Rows of any number, made while they are sent: a batch is computed when the one before it has gone out, so a slow
/// client costs no memory, and no turn while it is waited for.
/// </summary>
/// <remarks>
/// The fairness of it: each batch waits for a turn of its own at the gate, behind the queries that came meanwhile, and
/// gives it back before it is sent. So streams, however many and however slow, leave the turns to those that compute.
/// </remarks>
/// <param name="gate">Where batches wait for their turn.</param>
/// <param name="rows">What is read from; held open until the end.</param>
/// <param name="clientLeft">Ends the work.</param>
internal sealed class AnswerStream(QueryGate gate, IAnswerRows rows, CancellationToken clientLeft) : IAsyncDisposable
{
    private readonly MemoryStream _batch = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(clientLeft);
    private bool _isEnded;
    private bool _isBegun;
    private IDisposable? _place;

    /// <summary>Told the rows of each batch but the first, before it is sent; it may refuse them.</summary>
    public Func<long, ValueTask>? Charge { get; set; }

    /// <summary>Rows sent so far, the current batch included.</summary>
    public long RowCount => rows.RowCount;

    /// <summary>
    /// Begins an answer that is streamed: its first batch is there, so what is wrong is still an error.
    /// </summary>
    /// <param name="gate">Where batches wait for their turn.</param>
    /// <param name="rows">The rows; disposed of with the answer, or when there is none.</param>
    /// <param name="form">Their form.</param>
    /// <param name="snapshotId">Where they are from.</param>
    /// <param name="question">What they answer.</param>
    /// <param name="clientLeft">Ends the work.</param>
    /// <exception cref="ApiException">They cannot be read.</exception>
    public static async Task<EndpointAnswer> StartAsync(
        QueryGate gate, IAnswerRows rows, AnswerForm form, string? snapshotId, string? question,
        CancellationToken clientLeft)
    {
        AnswerStream stream = new(gate, rows, clientLeft);
        try
        {
            ReadOnlyMemory<byte> first = await stream.NextAsync();
            return new EndpointAnswer(first)
            {
                Form = form,
                SnapshotId = snapshotId,
                Hidden = rows.Hidden,
                Question = question,
                Rest = stream,
            };
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Computes the next batch; empty at the end.</summary>
    /// <returns>Valid until the next call.</returns>
    /// <exception cref="ApiException">It cannot be computed. From the second batch on only where the form has no way
    /// to say so.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync()
    {
        _batch.SetLength(0);
        if (_isEnded)
        {
            return default;
        }

        _place ??= gate.EnterStream();
        try
        {
            // A form may take rows for long before it writes: each turn of that is one turn like any other.
            bool isUnderWay = _isBegun;
            long rowsBefore = rows.RowCount;
            do
            {
                _isEnded = await gate.RunAsync(Fill, clientLeft, isUnderWay);
                isUnderWay = true;
            }
            while (!_isEnded && _batch.Length == 0);
            if (_isBegun && Charge is { } charge)
            {
                await charge(rows.RowCount - rowsBefore);
            }
        }
        catch (ApiException problem) when (_isBegun)
        {
            _isEnded = true;
            _batch.SetLength(0);
            if (!rows.TryWriteProblem(problem, _batch))
            {
                throw;
            }
        }

        _isBegun = true;
        return _batch.GetBuffer().AsMemory(0, (int)_batch.Length);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        rows.Dispose();
        _place?.Dispose();
        _stop.Dispose();
        _batch.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool Fill(CancellationToken deadline)
    {
        // The rows are one walk, which outlives the deadline of a batch: so the walk has a token of its own.
        using CancellationTokenRegistration late = deadline.UnsafeRegister(
            stop => ((CancellationTokenSource)stop!).Cancel(), _stop);
        return rows.WriteBatch(_batch, _stop.Token);
    }
}

/// <summary>Rows to be streamed, in one form.</summary>
internal interface IAnswerRows : IDisposable
{
    /// <summary>Rows written so far.</summary>
    long RowCount { get; }

    /// <summary>What rules hide of the rows, in words; known when the first are written. Null for nothing.</summary>
    string? Hidden => null;

    /// <summary>Writes the next rows, some ten thousand bytes of them; none while a form still gathers.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="stop">The same at each call.</param>
    /// <returns>Whether these were the last.</returns>
    /// <exception cref="ApiException">They cannot be read.</exception>
    bool WriteBatch(Stream output, CancellationToken stop);

    /// <summary>Writes that the rows end early, and why; false where the form has no place for it.</summary>
    bool TryWriteProblem(ApiException problem, Stream output);
}
