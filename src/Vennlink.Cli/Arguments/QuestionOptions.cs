using System.CommandLine;
using Vennlink.Cli.Outcomes;
using Vennlink.Links;
using Vennlink.Query;
using Vennlink.Query.Hide;
using Vennlink.Query.Orders;
using Vennlink.Query.Questions;

namespace Vennlink.Cli.Arguments;

/// <summary>
/// The options that make a question, for each verb that asks one. A field of the JSON form (docs/questions.md) has the
/// option of its name where there can be one.
/// </summary>
internal sealed class QuestionOptions
{
    private const int MaxScore = 100;

    private readonly Option<string[]> _to = Texts("--to", "[SCOPE:]TARGET…", "Targets to link to");
    private readonly Option<string[]> _not = Texts("--not", "[SCOPE:]TARGET…", "Targets that no source may link to");
    private readonly Option<int?> _min = CommonOptions.WholeNumber(
        "--min", "K", "How many of the --to targets a source must link to [default: 1]", 1);
    private readonly Option<string> _match = new("--match")
    {
        HelpName = "TEXT",
        Description = "What must hold beside, such as '2 of (a.com, b.com) and (c.com or d.com) and not e.com'",
    };
    private readonly Option<string> _source = new("--source")
    {
        HelpName = string.Join('|', Words.Sources),
        Description = "What a row is; 'host' is another word for subdomain",
        DefaultValueFactory = _ => Words.Sources[0],
    };
    private readonly Option<string[]> _sort = Texts("--sort", "KEY[:asc|:desc]…",
        "Order of rows, the first key counts first; numbers and days highest first, texts from a to z: "
            + $"{string.Join(", ", Words.SortColumns)} [default: {Words.SortColumns[0]}]");
    private readonly Option<int?> _minAuthority = Score("--min-authority", "Lowest Domain Authority of a source");
    private readonly Option<int?> _maxAuthority = Score("--max-authority", "Highest Domain Authority of a source");
    private readonly Option<int?> _minSpam = Score("--min-spam", "Lowest spam score of a source");
    private readonly Option<int?> _maxSpam = Score("--max-spam", "Highest spam score of a source");
    private readonly Option<string[]> _tld = Texts("--tld", "SUFFIX…", "Only sources whose site ends so: de co.uk");
    private readonly Option<string[]> _notTld = Texts("--not-tld", "SUFFIX…", "No sources whose site ends so");
    private readonly Option<string[]> _hide = Texts(
        "--hide", "RULE…", "Hide rows: platforms, sitewide, same-owner, feeds, other-hosts; see docs/hide.md");
    private readonly SourceOptions _sources = new();
    private readonly LinkOptions _links = new();

    public QuestionOptions()
    {
        CommonOptions.OneOf(_source, [.. Words.Sources, Words.Host]);
    }

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [_to, _not, _min, _match, _source, _sort, _minAuthority, _maxAuthority,
        _minSpam, _maxSpam, _tld, _notTld, .. _sources.All, .. _links.All, _hide];

    /// <summary>Whether targets were typed, and so a question.</summary>
    public bool HasTargets(ParseResult parsed) =>
        parsed.GetValue(_to) is { Length: > 0 } || parsed.GetValue(_match) is not null;

    /// <summary>Which links count; null for all live ones.</summary>
    public LinkFilter? ReadLinks(ParseResult parsed) => _links.Read(parsed);

    /// <summary>The question that was typed.</summary>
    /// <exception cref="UsageException">A text cannot be read.</exception>
    /// <exception cref="IOException">A file of targets cannot be read.</exception>
    public Question Read(ParseResult parsed)
    {
        Question question = new()
        {
            To = [.. ListedValues.Of(parsed.GetValue(_to), "target").Select(TargetText.Parse)],
            Not = [.. ListedValues.Of(parsed.GetValue(_not), "target").Select(TargetText.Parse)],
            Min = parsed.GetValue(_min) ?? 1,
            Match = parsed.GetValue(_match) is { } text ? ReadMatch(text) : null,
            SourceScope = Words.Source(parsed.GetRequiredValue(_source)),
            SourcesIn = _sources.Only(parsed),
            SourcesNotIn = _sources.None(parsed),
            Filter = _sources.Read(parsed) with
            {
                DomainAuthority = Range(parsed, _minAuthority, _maxAuthority, lowest: 0),
                SpamScore = Range(parsed, _minSpam, _maxSpam, lowest: -1),
                TopLevelDomains = [.. Suffixes(parsed, _tld)],
                ExcludedTopLevelDomains = [.. Suffixes(parsed, _notTld)],
            },
            Links = _links.Read(parsed),
            Hide = [.. (parsed.GetValue(_hide) ?? []).Select(text => HideRule.Parse(text)
                ?? throw new UsageException($"--hide: '{text}' {HideRule.Problem}"))],
        };
        Check(question);
        return question.WithSort([.. (parsed.GetValue(_sort) ?? []).Select(ReadSort)]);
    }

    // What needs no index.
    private static void Check(Question question)
    {
        int count = question.To.Count;
        if (count == 0 && question.Match is null)
        {
            throw new UsageException("no targets given; use --to or --match");
        }

        if (count > 0 && question.Min > count)
        {
            string given = count == 1 ? "one --to target" : $"{count} --to targets";
            throw new UsageException($"--min {question.Min} is more than the {given} given");
        }
    }

    private static OrderKey ReadSort(string text) => SortText.ParseTyped(text)
        ?? throw new UsageException($"--sort: '{text}' is not one of {string.Join(", ", Words.SortColumns)}, with "
            + "':asc' or ':desc' behind it where that is meant");

    private static MatchText ReadMatch(string text)
    {
        try
        {
            return MatchText.Parse(text);
        }
        catch (MatchSyntaxException problem)
        {
            throw new UsageException($"--match: {problem.Message}")
            {
                Excerpt = problem.Excerpt,
                CaretOffset = problem.CaretOffset,
            };
        }
    }

    // What has no spam score passes where only a highest one is given.
    internal static ScoreRange? Range(ParseResult parsed, Option<int?> min, Option<int?> max, int lowest,
        int highest = MaxScore)
    {
        if (parsed.GetValue(min) is null && parsed.GetValue(max) is null)
        {
            return null;
        }

        ScoreRange range = new(parsed.GetValue(min) ?? lowest, parsed.GetValue(max) ?? highest);
        return range.Min <= range.Max ? range
            : throw new UsageException($"{min.Name} {range.Min} is above {max.Name} {range.Max}");
    }

    private static IEnumerable<string> Suffixes(ParseResult parsed, Option<string[]> option) =>
        ListedValues.Of(parsed.GetValue(option), "suffix").Select(text => SuffixText.Parse(text)
            ?? throw new UsageException($"{option.Name}: '{text}' {SuffixText.Problem}"));

    internal static Option<int?> Score(string name, string description) =>
        CommonOptions.WholeNumber(name, "N", $"{description}, 0 to {MaxScore}", 0, MaxScore);

    internal static Option<string[]> Texts(string name, string helpName, string description) => new(name)
    {
        HelpName = helpName,
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
    };
}
