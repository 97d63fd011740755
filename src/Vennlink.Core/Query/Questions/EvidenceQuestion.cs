using Vennlink.Links;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Questions;

/// <summary>The links of a source to some targets, as they are asked for in JSON: docs/api-v1.md.</summary>
public sealed record EvidenceQuestion
{
    /// <summary>Links a target where nothing says how many.</summary>
    public const int DefaultLimit = 100;

    /// <summary>Most links a target that may be asked for.</summary>
    public const int MaxLimit = 10_000;

    /// <summary>What the answer is called by, as JSON: a string or a number; null for nothing.</summary>
    public string? Id { get; init; }

    /// <summary>The source as typed; null when it is missing.</summary>
    public TargetText? Source { get; init; }

    /// <summary>What it may link to.</summary>
    public IReadOnlyList<TargetText> To { get; init; } = [];

    /// <summary>Which links count; null for all live ones.</summary>
    public LinkFilter? Links { get; init; }

    /// <summary>Most links a target.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Reads a question; a field that is not known is a problem.</summary>
    /// <param name="utf8">The bytes, any at all.</param>
    /// <param name="problems">Where its problems go; when there are any, the question must not be asked.</param>
    public static EvidenceQuestion Read(ReadOnlyMemory<byte> utf8, QuestionProblems problems) =>
        QuestionJson.Parse(utf8, problems, fields => Read(fields, problems)) ?? new EvidenceQuestion();

    /// <summary>What a source is where no scope is given: a page where there is a slash, else a root domain.</summary>
    public static TargetText WithScope(TargetText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.HasScope ? source : source with
        {
            Scope = source.Url.Contains('/', StringComparison.Ordinal) ? TargetScope.Page : TargetScope.RootDomain,
        };
    }

    private static EvidenceQuestion Read(JsonFields fields, QuestionProblems problems)
    {
        EvidenceQuestion question = new()
        {
            Id = QuestionJson.ReadId(fields),
            Source = fields.Find("source") is { } source ? QuestionJson.ReadTarget(source, "source", problems) : null,
            To = QuestionJson.ReadTargets(fields, "to", problems),
            Links = LinkFilterJson.Read(fields.Object("links")),
            Limit = fields.Number("limit", 1, MaxLimit) ?? DefaultLimit,
        };
        if (fields.Find("source") is null)
        {
            fields.Add("source", "is missing: a page, a host or a root domain");
        }
        else if (question.Source is { HasScope: true, Scope: TargetScope.Subfolder })
        {
            fields.Add("source", "is a page, a host or a root domain, not a subfolder");
        }

        if (question.To.Count == 0)
        {
            fields.Add("to", "no target to link to is given");
        }

        fields.RefuseOthers();
        return question;
    }
}
