using System.Text.Json;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary><c>POST /api/v1/count</c>: how many rows the whole answer has.</summary>
internal sealed class CountEndpoint(EndpointServices services) : QuestionEndpoint(services)
{
    public override string Path => "/api/v1/count";

    protected override long? Write(Utf8JsonWriter json, AskedQuestion asked, CancellationToken cancellationToken)
    {
        long total = asked.Engine.Count(asked.Engine.Find(asked.Query, cancellationToken), cancellationToken);
        json.WriteStartObject();
        AnswerJson.WriteHead(json, asked);
        AnswerJson.WriteTotal(json, total);
        json.WriteEndObject();
        return null;
    }
}
