using System.Text.Json;
using Vennlink.Query;
using Vennlink.Query.Output;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary><c>POST /api/v1/subsets</c>: how many rows link to exactly which of the targets.</summary>
internal sealed class SubsetsEndpoint(EndpointServices services) : QuestionEndpoint(services)
{
    // Of more targets there are more subsets than a person, or a diagram, can do anything with.
    public const int MaxTargets = 12;

    public override string Path => "/api/v1/subsets";

    protected override long? Write(Utf8JsonWriter json, AskedQuestion asked, CancellationToken cancellationToken)
    {
        IReadOnlyList<Target> targets = asked.Query.PositiveTargets;
        if (targets.Count > MaxTargets)
        {
            throw ApiException.BadRequest($"Subsets are counted of up to {MaxTargets} targets, not {targets.Count}.");
        }

        FoundQuery found = asked.Engine.Find(asked.Query, cancellationToken);
        IReadOnlyList<TargetSubset> subsets = asked.Engine.CountSubsets(found, cancellationToken);
        json.WriteStartObject();
        AnswerJson.WriteHead(json, asked);
        AnswerJson.WriteTotal(json, subsets.Sum(subset => subset.RowCount));
        AnswerJson.WriteNotes(json, found);
        if (subsets.Count == 0)
        {
            AnswerJson.WriteWhyEmpty(json, asked, found, cancellationToken);
        }

        json.WriteStartArray("subsets");
        foreach (TargetSubset subset in subsets)
        {
            json.WriteStartObject();
            IntersectJson.WriteTargets(json, targets, subset.TargetIndexes);
            json.WriteNumber("rows", subset.RowCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return subsets.Count;
    }
}
