using Vennlink.Cli.Arguments;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Cli.Verbs;

/// <summary>One worked question of the demo.</summary>
/// <param name="Text">The question as a person asks it.</param>
/// <param name="Positives">Root domains that sources must link to at least two of.</param>
/// <param name="Negatives">Root domains they must not link to.</param>
/// <param name="Source">What the rows are.</param>
internal sealed record DemoQuestion(string Text, string[] Positives, string[] Negatives, SourceScope Source)
{
    /// <summary>Of each question: how many of the positives a source must link to.</summary>
    public const int MinMatchingTargets = 2;

    /// <summary>The questions, about data that travels with the command (samples/README.md).</summary>
    public static IReadOnlyList<DemoQuestion> All { get; } =
    [
        new(
            "You run sixcolors.com. Which sites recommend at least 2 of 5 blogs like yours, and not you?",
            ["daringfireball.net", "mjtsai.com", "marco.org", "inessential.com", "hypercritical.co"],
            ["sixcolors.com"],
            SourceScope.RootDomain),
        new(
            "You run vercel.com. Which lists name at least 2 of your competitors, and not you?",
            ["heroku.com", "netlify.com", "digitalocean.com"],
            ["vercel.com"],
            SourceScope.Page),
        new(
            "Link repair: which lists still link to at least 2 of these services that are gone?",
            ["travis-ci.org", "atom.io", "freenode.net", "bintray.com"],
            [],
            SourceScope.Page),
        new(
            "Which pages of a 2008 crawl sent readers to at least 2 of these, and not to creativecommons.org?",
            ["etree.org", "winamp.com", "xmms.org"],
            ["creativecommons.org"],
            SourceScope.Page),
    ];

    /// <summary>The command that asks it.</summary>
    public string Command(string indexFolder) =>
        $"{ShellText.OwnCommand} intersect --index {ShellText.Quote(indexFolder)} --to {string.Join(' ', Positives)}"
        + (Negatives.Length > 0 ? $" --not {string.Join(' ', Negatives)}" : "")
        + $" --min {MinMatchingTargets} --source {Words.Of(Source)}";

    /// <summary>The body of the HTTP request that asks it.</summary>
    public string RequestBody(int limit) =>
        $$"""{"positive_targets":[{{Targets(Positives)}}],"negative_targets":[{{Targets(Negatives)}}],"""
        + $$"""
            "min_matching_targets":{{MinMatchingTargets}},"source_scope":"{{Words.Of(Source)}}","limit":{{limit}}}
            """;

    private static string Targets(string[] rootDomains) =>
        string.Join(',', rootDomains.Select(domain => $$"""{"target":"{{domain}}","scope":"root_domain"}"""));
}
