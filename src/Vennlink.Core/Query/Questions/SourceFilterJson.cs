using System.Text.Json;

namespace Vennlink.Query.Questions;

/// <summary>The field <c>sources</c> of a question: a <see cref="SourceFilter"/> as JSON.</summary>
internal static class SourceFilterJson
{
    private const int MaxScore = 100;

    /// <summary>Reads its fields; null when there are none.</summary>
    public static SourceFilter? Read(JsonFields? sources)
    {
        if (sources is null)
        {
            return null;
        }

        SourceFilter filter = new()
        {
            DomainAuthority = sources.Range("domain_authority", 1, MaxScore),
            SpamScore = sources.Range("spam_score", -1, MaxScore),
            TopLevelDomains = sources.Suffixes("tld"),
            ExcludedTopLevelDomains = sources.Suffixes("not_tld"),
        };
        sources.RefuseOthers();
        return filter;
    }

    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter json, SourceFilter filter)
    {
        json.WriteStartObject();
        WriteRange(json, "domain_authority", filter.DomainAuthority);
        WriteRange(json, "spam_score", filter.SpamScore);
        QuestionJson.WriteTexts(json, "tld", filter.TopLevelDomains);
        QuestionJson.WriteTexts(json, "not_tld", filter.ExcludedTopLevelDomains);
        json.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter json, string name, ScoreRange? range)
    {
        if (range is { } scores)
        {
            json.WriteStartObject(name);
            json.WriteNumber("min", scores.Min);
            json.WriteNumber("max", scores.Max);
            json.WriteEndObject();
        }
    }
}
