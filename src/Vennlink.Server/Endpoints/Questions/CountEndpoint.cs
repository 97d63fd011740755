using System.Text.Json;
using Vennlink.Query;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary><c>POST /api/v1/count</c>: how many rows the whole answer has.</summary>
internal sealed class CountEndpoint(EndpointServices services) : QuestionEndpoint(services)
{
    public override string Path => "/api/v1/count";

    protected override long? Write(Utf8JsonWriter json, AskedQuestion asked, CancellationToken cancellationToken)
    {
        FoundQuery found = asked.Engine.Find(asked.Query, cancellationToken);
        json.WriteStartObject();
        AnswerJson.WriteHead(json, asked);
        if (AnswerJson.WriteCounts(json, asked, found, cancellationToken) == 0)
        {
            AnswerJson.WriteWhyEmpty(json, asked, found, cancellationToken);
        }

        AnswerJson.WriteNotes(json, found);
        json.WriteEndObject();
        return null;
    }
}
