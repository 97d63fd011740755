using System.Text.Json;

namespace Vennlink.Query.Questions;

/// <summary>The field <c>sources</c> of a question: a <see cref="SourceFilter"/> as JSON.</summary>
internal static class SourceFilterJson
{
    private const int MaxScore = 100;

    /// <summary>Reads its fields; null when there are none. Lists of sources are read before.</summary>
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
            Languages = ReadLanguages(sources, "language"),
            ExcludedLanguages = ReadLanguages(sources, "not_language"),
            PageAuthority = sources.Range("page_authority", 1, MaxScore),
            OutgoingDomains = sources.Range("outgoing_domains", 0, int.MaxValue),
            TitleContains = sources.Text("title_contains"),
            UrlContains = sources.Text("url_contains"),
        };
        sources.RefuseOthers();
        return filter;
    }

    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter json, Question question)
    {
        SourceFilter filter = question.Filter ?? new SourceFilter();
        json.WriteStartObject();
        WriteRange(json, "domain_authority", filter.DomainAuthority);
        WriteRange(json, "spam_score", filter.SpamScore);
        json.WriteAnyTexts("tld", filter.TopLevelDomains);
        json.WriteAnyTexts("not_tld", filter.ExcludedTopLevelDomains);
        json.WriteAnyTexts("language", filter.Languages);
        json.WriteAnyTexts("not_language", filter.ExcludedLanguages);
        WriteRange(json, "page_authority", filter.PageAuthority);
        WriteRange(json, "outgoing_domains", filter.OutgoingDomains);
        WriteText(json, "title_contains", filter.TitleContains);
        WriteText(json, "url_contains", filter.UrlContains);
        WriteList(json, "in", question.SourcesIn);
        WriteList(json, "not_in", question.SourcesNotIn);
        json.WriteEndObject();
    }

    private static List<string> ReadLanguages(JsonFields sources, string name)
    {
        List<string> languages = [];
        foreach (string text in sources.Texts(name))
        {
            if (LanguageText.Parse(text) is { } language)
            {
                languages.Add(language);
            }
            else
            {
                sources.Add(name, $"{QuestionProblems.Quote(text)} {LanguageText.Problem}");
            }
        }

        return languages;
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

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<TargetText>? sources)
    {
        // An empty list is one too: nothing is in it.
        if (sources is not null)
        {
            json.WriteTexts(name, sources.Select(source => source.Typed));
        }
    }
}
