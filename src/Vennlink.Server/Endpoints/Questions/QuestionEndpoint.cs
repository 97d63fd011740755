using System.Buffers;
using System.Text.Json;
using Vennlink.Query.Output;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary>A call whose request is a question: the steps that all of them take.</summary>
internal abstract class QuestionEndpoint(EndpointServices services) : IEndpoint
{
    /// <inheritdoc/>
    public string Method => HttpMethods.Post;

    /// <inheritdoc/>
    public abstract string Path { get; }

    /// <inheritdoc/>
    public int MaxBodyBytes => services.Options.MaxQuestionBytes;

    /// <inheritdoc/>
    public virtual IReadOnlyList<AnswerForm> Forms => AnswerForm.JsonAlone;

    protected EndpointServices Services => services;

    /// <inheritdoc/>
    public virtual async Task<EndpointAnswer> AnswerAsync(EndpointCall call)
    {
        using AskedQuestion asked = AskedQuestion.Open(services, call);
        return await AnswerAsync(asked, call.ClientLeft);
    }

    /// <summary>Writes an answer as one JSON object, when its turn comes.</summary>
    protected async Task<EndpointAnswer> AnswerAsync(AskedQuestion asked, CancellationToken clientLeft)
    {
        ArrayBufferWriter<byte> body = new();
        using Utf8JsonWriter json = new(body, JsonOutput.Options);
        long? rowCount = await services.Gate.RunAsync(
            cancellationToken => asked.Read(() => Write(json, asked, cancellationToken)), clientLeft);
        json.Flush();
        return new EndpointAnswer(body.WrittenMemory) { SnapshotId = asked.Served.Id, RowCount = rowCount };
    }

    /// <summary>Answers: synchronous work, which looks at its cancellation token now and then.</summary>
    /// <returns>Rows of the answer; null where it has none to count.</returns>
    protected abstract long? Write(Utf8JsonWriter json, AskedQuestion asked, CancellationToken cancellationToken);
}
