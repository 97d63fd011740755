using System.Text.Json;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary>
/// <c>POST /api/v1/batch</c>: a question a line, an answer a line, in their order; an error stands in its place.
/// </summary>
internal sealed class BatchEndpoint(EndpointServices services) : IEndpoint
{
    private static readonly IReadOnlyList<AnswerForm> _forms = [AnswerForm.JsonLines];

    public string Method => HttpMethods.Post;

    public string Path => "/api/v1/batch";

    public int MaxBodyBytes => services.Options.MaxQuestionBytes;

    public IReadOnlyList<AnswerForm> Forms => _forms;

    public Task<EndpointAnswer> AnswerAsync(EndpointCall call) => call.Body.Span.Trim(" \t\r\n"u8).IsEmpty
        ? throw ApiException.BadRequest("The request body is empty; it must hold a question a line.")
        : AnswerStream.StartAsync(services.Gate, new Answers(services, call.AccessId, call.Body),
            AnswerForm.JsonLines, null, null, call.ClientLeft);

    private sealed class Answers(EndpointServices services, string accessId, ReadOnlyMemory<byte> questions)
        : IAnswerRows
    {
        private readonly PageTokens _tokens = new(services);
        private ReadOnlyMemory<byte> _rest = questions;

        public long RowCount { get; private set; }

        // One answer a batch: each comes as it is made, and each waits for its own turn.
        public bool WriteBatch(Stream output, CancellationToken stop)
        {
            ReadOnlyMemory<byte> line = NextLine();
            if (line.IsEmpty)
            {
                return true;
            }

            using Utf8JsonWriter json = new(output, JsonOutput.Options);
            string? id = null;
            long begun = output.Length;
            try
            {
                QuestionProblems problems = new();
                Question question = QuestionJson.Read(line, problems);
                id = question.Id;
                using AskedQuestion asked = AskedQuestion.Ask(services, accessId, question, problems);
                json.WriteStartObject();
                RowCount += asked.Read(() => AnswerJson.WritePage(json, asked, _tokens, stop));
                json.WriteEndObject();
            }
            catch (ApiException problem)
            {
                output.SetLength(begun);
                json.Reset(output);
                AnswerJson.WriteProblem(json, id, problem);
            }

            json.Flush();
            output.WriteByte((byte)'\n');
            return _rest.IsEmpty;
        }

        public bool TryWriteProblem(ApiException problem, Stream output)
        {
            AnswerJson.WriteProblemLine(output, problem);
            return true;
        }

        public void Dispose()
        {
        }

        // The next line that is not blank; empty at the end.
        private ReadOnlyMemory<byte> NextLine()
        {
            while (!_rest.IsEmpty)
            {
                int end = _rest.Span.IndexOf((byte)'\n');
                ReadOnlyMemory<byte> line = end < 0 ? _rest : _rest[..end];
                _rest = end < 0 ? default : _rest[(end + 1)..];
                if (!line.Span.Trim(" \t\r"u8).IsEmpty)
                {
                    return line;
                }
            }

            return default;
        }
    }
}
