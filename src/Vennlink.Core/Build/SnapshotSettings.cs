using System.Security.Cryptography;
using Vennlink.Urls;

namespace Vennlink.Build;

/// <summary>
/// Every option that shapes a snapshot beside its segments: where root domains end, what gives spam scores, and
/// which files are left out.
/// </summary>
/// <param name="ListText">Text of the Public Suffix List.</param>
/// <param name="PublicSuffixes">The list, parsed.</param>
/// <param name="Sections">Sections of it that count.</param>
/// <param name="IsOwnList">Whether the user gave the list; else it is the embedded one.</param>
/// <param name="ExtraSuffixes">More suffixes, ordinal order, each once.</param>
/// <param name="Spam">Model and lists of spam scores.</param>
/// <param name="WithLinkFacts">Whether facts of links are written by target.</param>
/// <param name="WithReach">Whether it is written to how many root domains sources link.</param>
/// <param name="UntilSeconds">The moment that the snapshot is of; null for all. An addition may name another.</param>
internal sealed record SnapshotSettings(
    ReadOnlyMemory<byte> ListText, PublicSuffixList PublicSuffixes, PublicSuffixSections Sections, bool IsOwnList,
    IReadOnlyList<string> ExtraSuffixes,
    SpamSettings Spam, bool WithLinkFacts, bool WithReach, long? UntilSeconds)
{
    /// <summary>SHA-256 of the list, lower-case hex.</summary>
    public string ListDigest => Convert.ToHexStringLower(SHA256.HashData(ListText.Span));

    /// <summary>
    /// The settings in one line, as an addition must repeat them. A newer embedded list or model is no other setting.
    /// </summary>
    public string Line =>
        $"--public-suffixes {(Sections == PublicSuffixSections.Icann ? "icann" : "all")}"
        + (IsOwnList ? $" --public-suffix-list {ListDigest}" : "")
        + string.Concat(ExtraSuffixes.Select(suffix => $" --extra-suffix {suffix}"))
        + Spam.Line
        + (WithLinkFacts ? "" : " --no-link-facts")
        + (WithReach ? "" : " --no-reach");

    /// <summary>Reads the settings that options ask for.</summary>
    /// <exception cref="BuildRefusedException">The list or an extra suffix cannot be understood.</exception>
    public static SnapshotSettings Of(BuildOptions options)
    {
        ReadOnlyMemory<byte> text = options.PublicSuffixListFile is { } file
            ? File.ReadAllBytes(file) : PublicSuffixList.EmbeddedText;
        List<string> extraSuffixes =
            [.. options.ExtraSuffixes.Select(suffix => suffix.Trim().Trim('.').ToLowerInvariant())
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        try
        {
            PublicSuffixList publicSuffixes =
                PublicSuffixList.Parse(text.Span, options.PublicSuffixSections, extraSuffixes);
            return new SnapshotSettings(text, publicSuffixes, options.PublicSuffixSections,
                options.PublicSuffixListFile is not null, extraSuffixes, SpamSettings.Of(options, publicSuffixes),
                options.WithLinkFacts, options.WithReach,
                options.Until is { } until && until != DateTimeOffset.MaxValue ? until.ToUnixTimeSeconds() : null);
        }
        catch (FormatException problem)
        {
            throw new BuildRefusedException($"{options.PublicSuffixListFile ?? "public suffixes"}: {problem.Message}");
        }
    }
}
