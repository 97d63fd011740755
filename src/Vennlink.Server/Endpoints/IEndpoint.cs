using System.Buffers;
using System.Collections.ObjectModel;
using System.Text.Json;
using Vennlink.Query.Output;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints;

/// <summary>One call of the API, as whoever carries requests sees it.</summary>
internal interface IEndpoint
{
    /// <summary>The HTTP method it answers. A GET has its parameters as fields.</summary>
    string Method { get; }

    /// <summary>Where it is, without a slash at the end.</summary>
    string Path { get; }

    /// <summary>Most bytes of a request, after decompression.</summary>
    int MaxBodyBytes { get; }

    /// <summary>The forms that its answers come in, the usual one first.</summary>
    IReadOnlyList<AnswerForm> Forms => AnswerForm.JsonAlone;

    /// <summary>Most bytes of a body that it reads by itself, from <see cref="EndpointCall.Upload"/>; 0 where it does
    /// not.</summary>
    long MaxUploadBytes => 0;

    /// <summary>Answers one request. May be called from many threads at once.</summary>
    /// <exception cref="ApiException">The answer is an error.</exception>
    /// <exception cref="OperationCanceledException">The client left.</exception>
    Task<EndpointAnswer> AnswerAsync(EndpointCall call);

    /// <summary>The body of an error.</summary>
    byte[] BodyOf(ApiException error) =>
        JsonSerializer.SerializeToUtf8Bytes(ErrorResponse.Of(error), ApiJson.Readable.ErrorResponse);
}

/// <summary>A good answer: its bytes, or the first of them and whence the rest comes.</summary>
/// <param name="Body">The bytes that are there.</param>
internal sealed record EndpointAnswer(ReadOnlyMemory<byte> Body) : IAsyncDisposable
{
    /// <summary>Done, and nothing to say of it.</summary>
    public static EndpointAnswer Done { get; } =
        new(ReadOnlyMemory<byte>.Empty) { Status = StatusCodes.Status204NoContent };

    /// <summary>An answer that is one JSON value, made at once.</summary>
    public static EndpointAnswer OfJson(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter json = new(body, JsonOutput.Options))
        {
            write(json);
        }

        return new EndpointAnswer(body.WrittenMemory);
    }

    /// <summary>HTTP status.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>What they are.</summary>
    public AnswerForm Form { get; init; } = AnswerForm.Json;

    /// <summary>Id of the snapshot it is from; null where it is from none.</summary>
    public string? SnapshotId { get; init; }

    /// <summary>What rules hide of the rows, where the body has no place for it; null for nothing.</summary>
    public string? Hidden { get; init; }

    /// <summary>The question it answers, as JSON; null where it is no answer to one, or says so itself.</summary>
    public string? Question { get; init; }

    /// <summary>Rows in it; null where it has none to count.</summary>
    public long? RowCount { get; init; }

    /// <summary>Makes the bytes behind <see cref="Body"/>, when they are asked for; null when there are none.</summary>
    public AnswerStream? Rest { get; init; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Rest?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>One request, whatever carried it.</summary>
/// <param name="accessId">Whose key it proved to hold.</param>
/// <param name="body">What it says: JSON as sent, not looked at yet.</param>
/// <param name="form">The form that is asked for, one of <see cref="IEndpoint.Forms"/>.</param>
/// <param name="clientLeft">Ends the work without an answer.</param>
internal sealed class EndpointCall(
    string accessId, ReadOnlyMemory<byte> body, AnswerForm form, CancellationToken clientLeft)
{
    public string AccessId => accessId;

    public ReadOnlyMemory<byte> Body => body;

    public AnswerForm Form => form;

    public CancellationToken ClientLeft => clientLeft;

    /// <summary>The body where <see cref="IEndpoint.MaxUploadBytes"/>, not read yet; else empty.</summary>
    public Stream Upload { get; init; } = Stream.Null;

    /// <summary>How long the client says that is; null where it does not.</summary>
    public long? UploadLength { get; init; }

    /// <summary>The parts of the path that vary, by their names.</summary>
    public IReadOnlyDictionary<string, string> PathValues { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>What it says, field by field.</summary>
    /// <exception cref="ApiException">The body is no JSON object (400).</exception>
    public RequestFields Fields => field ??= RequestFields.Parse(body);
}
