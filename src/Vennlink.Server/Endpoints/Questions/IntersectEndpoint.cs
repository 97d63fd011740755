using System.Text.Json;
using Vennlink.Query.Output;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary><c>POST /api/v1/intersect</c>: the rows, a page as JSON, or all of them in another form.</summary>
internal sealed class IntersectEndpoint(EndpointServices services) : QuestionEndpoint(services)
{
    private readonly PageTokens _tokens = new(services);

    public override string Path => "/api/v1/intersect";

    public override IReadOnlyList<AnswerForm> Forms => AnswerForm.OfRows;

    public override Task<EndpointAnswer> AnswerAsync(EndpointCall call) =>
        call.Form == AnswerForm.Json ? base.AnswerAsync(call) : StreamAsync(call);

    protected override long? Write(Utf8JsonWriter json, AskedQuestion asked, CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        long count = AnswerJson.WritePage(json, asked, _tokens, cancellationToken);
        json.WriteEndObject();
        return count;
    }

    private Task<EndpointAnswer> StreamAsync(EndpointCall call)
    {
        AskedQuestion asked = AskedQuestion.Open(Services, call);
        string? problem = asked.ProblemOf(call.Form, hasSheets: true)
            ?? (call.Form.Rows is { } rows && IntersectRows.ProblemOf(rows, asked.Query) is { } narrow
                ? $"The answer does not fit: {narrow}." : null);
        if (problem is not null)
        {
            asked.Dispose();
            throw ApiException.BadRequest(problem);
        }

        return AnswerStream.StartAsync(
            Services.Gate, new StreamedSources(asked, call.Form), call.Form, asked.Served.Id,
            AnswerJson.CitationOf(asked).Question, call.ClientLeft);
    }
}
