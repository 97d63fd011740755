using System.Globalization;

namespace Vennlink.Query.Hide;

/// <summary>A rule that hides rows which are noise to whoever looks for prospects; docs/hide.md defines each.</summary>
/// <param name="Kind">Which rule.</param>
/// <param name="Bound">Its number: of <see cref="HideKind.Platforms"/> root domains, of
/// <see cref="HideKind.Sitewide"/> a share; null for the usual one. The others have none.</param>
public sealed record HideRule(HideKind Kind, double? Bound = null)
{
    /// <summary>Names of the rules, in their order.</summary>
    public static IReadOnlyList<(string Name, HideKind Value)> Names { get; } =
    [
        ("platforms", HideKind.Platforms), ("sitewide", HideKind.Sitewide), ("same-owner", HideKind.SameOwner),
        ("feeds", HideKind.Feeds), ("other-hosts", HideKind.OtherHosts),
    ];

    /// <summary>What is said of a text that is none, behind its name.</summary>
    public static string Problem { get; } =
        $"is no rule; known are {string.Join(", ", Names.Select(rule => rule.Name))}, with a number of root domains "
            + "behind platforms (platforms:500), and a share from 0 to 1 behind sitewide (sitewide:0.3)";

    /// <summary>Root domains: a site that links to more is a platform.</summary>
    public const double UsualHub = 1000;

    /// <summary>Share of a site's pages: links on more are sitewide.</summary>
    public const double UsualShare = 0.5;

    /// <summary>Reads <c>platforms</c>, <c>platforms:500</c>, <c>sitewide:0.3</c>.</summary>
    /// <returns>Null when there is no such rule, or its number is none.</returns>
    public static HideRule? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':', 2);
        foreach ((string name, HideKind kind) in Names)
        {
            if (name != parts[0])
            {
                continue;
            }

            if (parts.Length == 1)
            {
                return new HideRule(kind);
            }

            bool isNumber = double.TryParse(
                parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double bound);
            bool isInRange = kind switch
            {
                HideKind.Platforms => bound == Math.Floor(bound) && bound <= int.MaxValue,
                HideKind.Sitewide => bound <= 1,
                _ => false,
            };
            return isNumber && isInRange ? new HideRule(kind, bound) : null;
        }

        return null;
    }

    /// <summary>As it is written; the usual number is not said.</summary>
    public override string ToString()
    {
        string name = Names.First(rule => rule.Value == Kind).Name;
        return Bound is { } bound ? string.Create(CultureInfo.InvariantCulture, $"{name}:{bound}") : name;
    }
}

/// <summary>Which rule. Part of tokens: never renumber.</summary>
public enum HideKind : byte
{
    /// <summary>Sites that link to very many others, and those of a list.</summary>
    Platforms = 0,

    /// <summary>Links that stand on most pages of their site.</summary>
    Sitewide = 1,

    /// <summary>Sites that link to the same root domains as a better one.</summary>
    SameOwner = 2,

    /// <summary>Feeds and aggregators.</summary>
    Feeds = 3,

    /// <summary>Another host of the site links to a negative target.</summary>
    OtherHosts = 4,
}

/// <summary>Rows that a rule hides.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="RowCount">Rows of the answer without any rule that it hides, whether others hide them too or
/// not.</param>
public sealed record HiddenCount(HideRule Rule, long RowCount);
