using System.CommandLine;
using Vennlink.Cli.Outcomes;
using Vennlink.Query;
using Vennlink.Query.Questions;

namespace Vennlink.Cli.Arguments;

/// <summary>The options that say which sources are looked at by what their pages are and what lists name.</summary>
internal sealed class SourceOptions
{
    private readonly Option<int?> _minPage = QuestionOptions.Score(
        "--min-page-authority", "Lowest Page Authority of the linking page");
    private readonly Option<int?> _maxPage = QuestionOptions.Score(
        "--max-page-authority", "Highest Page Authority of the linking page");
    private readonly Option<string[]> _language = QuestionOptions.Texts(
        "--language", "CODE…", "Only links on pages in one of these languages: en de, und for pages that do not say");
    private readonly Option<string[]> _notLanguage = QuestionOptions.Texts(
        "--not-language", "CODE…", "Only links on pages in none of these languages");
    private readonly Option<string> _title = Text(
        "--title", "Only links on pages whose title holds this, whatever its case and accents");
    private readonly Option<string> _url = Text(
        "--url", "Only links on pages whose URL holds this, whatever its case and accents");
    private readonly Option<int?> _minOut = CommonOptions.WholeNumber(
        "--min-outgoing", "N", "Only sources that link to so many root domains or more", 0);
    private readonly Option<int?> _maxOut = CommonOptions.WholeNumber(
        "--max-outgoing", "N", "Only sources that link to so many root domains or fewer", 0);
    private readonly Option<string[]> _only = QuestionOptions.Texts(
        "--sources-in", "SOURCE…", "Only these sites, hosts and pages; '@FILE' for the lines of a file");
    private readonly Option<string[]> _none = QuestionOptions.Texts(
        "--sources-not-in", "SOURCE…", "None of these sites, hosts and pages");

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All =>
        [_language, _notLanguage, _minPage, _maxPage, _title, _url, _minOut, _maxOut, _only, _none];

    /// <summary>What they say of sources.</summary>
    /// <exception cref="UsageException">A range is empty.</exception>
    public SourceFilter Read(ParseResult parsed) => new()
    {
        Languages = Languages(parsed, _language),
        ExcludedLanguages = Languages(parsed, _notLanguage),
        PageAuthority = QuestionOptions.Range(parsed, _minPage, _maxPage, lowest: 0),
        TitleContains = parsed.GetValue(_title),
        UrlContains = parsed.GetValue(_url),
        OutgoingDomains = QuestionOptions.Range(parsed, _minOut, _maxOut, lowest: 0, highest: int.MaxValue),
    };

    /// <summary>The only sources to look at; null for all.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IReadOnlyList<TargetText>? Only(ParseResult parsed) => Sources(parsed, _only);

    /// <summary>Sources to leave out; null for none.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IReadOnlyList<TargetText>? None(ParseResult parsed) => Sources(parsed, _none);

    private static string[] Languages(ParseResult parsed, Option<string[]> option) =>
        [.. (parsed.GetValue(option) ?? []).Select(text => LanguageText.Parse(text)
            ?? throw new UsageException($"{option.Name}: '{text}' {LanguageText.Problem}"))];

    private static TargetText[]? Sources(ParseResult parsed, Option<string[]> option) =>
        parsed.GetValue(option) is { Length: > 0 } values
            ? [.. ListedValues.Of(values, "source").Select(TargetText.Parse)] : null;

    private static Option<string> Text(string name, string description) =>
        new(name) { HelpName = "TEXT", Description = description };
}
