using System.CommandLine;
using Vennlink.Cli.Outcomes;
using Vennlink.Query.Facets;
using Vennlink.Query.Questions;

namespace Vennlink.Cli.Arguments;

/// <summary>The options that ask for numbers instead of rows, or for links beside them.</summary>
/// <param name="whatIsCounted">What <c>--facets</c> counts, for its help.</param>
internal sealed class AnswerOptions(string whatIsCounted)
{
    private readonly Option<string[]> _facets = CommonOptions.Several("--facets", "FACET…",
        $"Print how many rows {whatIsCounted}: " + string.Join(", ", Words.Facets), Words.Facets);

    private readonly Option<int?> _evidence = CommonOptions.WholeNumber("--evidence", "N",
        "Show up to N links of each row to each of its targets", 1, Question.MaxEvidenceLinks);

    /// <summary>They, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [_facets, _evidence];

    /// <summary>Refuses what cannot stand beside each other.</summary>
    /// <param name="verb">Whose options they are.</param>
    /// <param name="others">Options that ask for numbers too.</param>
    public void Check(Command verb, params Option<bool>[] others) => verb.Validators.Add(result =>
    {
        string[] names = [.. others.Select(option => option.Name), _facets.Name];
        string some = $"{string.Join(", ", names[..^1])} and {names[^1]}";
        int asked = others.Count(result.GetValue) + (result.GetResult(_facets) is null ? 0 : 1);
        if (result.GetResult(_evidence) is not null && asked > 0)
        {
            result.AddError($"{_evidence.Name} is of rows: give it without {some}");
        }

        if (asked > 1)
        {
            result.AddError($"give one of {some}");
        }
    });

    /// <summary>What rows are counted by; none where that was not asked.</summary>
    public IReadOnlyList<Facet> Facets(ParseResult parsed) =>
        [.. (parsed.GetValue(_facets) ?? []).Distinct().Select(Words.Facet)];

    /// <summary>Most links of a row to a target; null where none were asked for.</summary>
    /// <exception cref="UsageException">The form has no room for them.</exception>
    public int? EvidenceLinks(ParseResult parsed, string format)
    {
        int? links = parsed.GetValue(_evidence);
        return links is null || format is "json" or "ndjson" or "table" ? links : throw new UsageException(
            $"{_evidence.Name}: rows of columns have no room for links; use json, ndjson or table");
    }
}
