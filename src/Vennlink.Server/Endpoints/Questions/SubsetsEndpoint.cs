using System.Text.Json;
using Vennlink.Query;
using Vennlink.Query.Output;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary><c>POST /api/v1/subsets</c>: how many rows link to exactly which of the targets.</summary>
internal sealed class SubsetsEndpoint(EndpointServices services) : QuestionEndpoint(services)
{
    /// <summary>Most positive targets.</summary>
    public const int MaxTargets = LinkIntersect.MaxSubsetTargets;

    // More than a person, or a diagram, can do anything with; the numbers by target and by count are of all the same.
    private const int MaxListed = 4096;

    public override string Path => "/api/v1/subsets";

    protected override long? Write(Utf8JsonWriter json, AskedQuestion asked, CancellationToken cancellationToken)
    {
        IReadOnlyList<Target> targets = asked.Query.PositiveTargets;
        if (targets.Count > MaxTargets)
        {
            throw ApiException.BadRequest($"Subsets are counted of up to {MaxTargets} targets, not {targets.Count}.");
        }

        FoundQuery found = asked.Engine.Find(asked.Query, cancellationToken);
        IReadOnlyList<TargetSubset> subsets = Count(asked, found, cancellationToken);
        json.WriteStartObject();
        AnswerJson.WriteHead(json, asked);
        AnswerJson.WriteTotal(json, subsets.Sum(subset => subset.RowCount));
        AnswerJson.WriteNotes(json, found);
        if (subsets.Count == 0)
        {
            AnswerJson.WriteWhyEmpty(json, asked, found, cancellationToken);
        }

        json.WriteStartArray("subsets");
        foreach (TargetSubset subset in subsets.Take(MaxListed))
        {
            json.WriteStartObject();
            IntersectJson.WriteTargets(json, targets, subset.TargetIndexes);
            json.WriteNumber("rows", subset.RowCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteSums(json, targets.Count, subsets);
        json.WriteEndObject();
        return subsets.Count;
    }

    private static IReadOnlyList<TargetSubset> Count(
        AskedQuestion asked, FoundQuery found, CancellationToken cancellationToken)
    {
        try
        {
            return asked.Engine.CountSubsets(found, cancellationToken);
        }
        catch (NotSupportedException error)
        {
            throw ApiException.BadRequest(error.Message);
        }
    }

    private static void WriteSums(Utf8JsonWriter json, int targetCount, IReadOnlyList<TargetSubset> subsets)
    {
        long[] byTarget = new long[targetCount];
        long[] byCount = new long[targetCount + 1];
        foreach (TargetSubset subset in subsets)
        {
            byCount[subset.TargetIndexes.Length] += subset.RowCount;
            foreach (int target in subset.TargetIndexes)
            {
                byTarget[target] += subset.RowCount;
            }
        }

        json.WriteStartObject("rest");
        json.WriteNumber("subsets", Math.Max(0, subsets.Count - MaxListed));
        json.WriteNumber("rows", subsets.Skip(MaxListed).Sum(subset => subset.RowCount));
        json.WriteEndObject();
        json.WriteStartArray("by_target");
        Array.ForEach(byTarget, json.WriteNumberValue);
        json.WriteEndArray();
        json.WriteStartArray("by_target_count");
        for (int count = 1; count <= targetCount; count++)
        {
            json.WriteStartObject();
            json.WriteNumber("targets", count);
            json.WriteNumber("rows", byCount[count]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
