using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Vennlink.Ranking.Spam;
using Vennlink.Urls;

namespace Vennlink.Build;

/// <summary>What gives a snapshot its spam scores.</summary>
/// <param name="Scorer">Model and lists.</param>
/// <param name="IsOwnModel">Whether the user gave the model; else it is the embedded one.</param>
/// <param name="Notes">What a person should know of the lists: lines that are no site.</param>
internal sealed record SpamSettings(SpamScorer Scorer, bool IsOwnModel, IReadOnlyList<string> Notes)
{
    /// <summary>SHA-256 of the model, lower-case hex.</summary>
    public string ModelDigest => Digest(Scorer.Model.Text.Span);

    /// <summary>The settings, as an addition must repeat them: files by the digest of what they say.</summary>
    public string Line =>
        Part("block", Encoding.ASCII.GetBytes(Scorer.Lists.BlockText))
            + Part("allow", Encoding.ASCII.GetBytes(Scorer.Lists.AllowText))
        + (IsOwnModel ? Part("model", Scorer.Model.Text.Span) : "");

    /// <summary>Reads the files that options name.</summary>
    /// <param name="options">Name them.</param>
    /// <param name="publicSuffixes">Says where root domains end.</param>
    /// <exception cref="BuildRefusedException">The model cannot be understood, or a site is on both lists.</exception>
    public static SpamSettings Of(BuildOptions options, PublicSuffixList publicSuffixes)
    {
        SpamModel model = SpamModel.Embedded;
        if (options.SpamModelFile is { } modelFile)
        {
            model = Refuse(modelFile, () => SpamModel.Parse(File.ReadAllBytes(modelFile)));
        }

        Dictionary<string, (int Count, string First)> malformed = new(StringComparer.Ordinal);
        byte[] block = Read(options.SpamBlockFile);
        byte[] allow = Read(options.SpamAllowFile);
        SpamLists lists = Refuse(options.SpamAllowFile ?? "", () =>
            SpamLists.Parse(block, allow, publicSuffixes, (list, line, text) =>
        {
            (int count, string first) = malformed.GetValueOrDefault(list);
            malformed[list] =
                (count + 1, count == 0 ? string.Create(CultureInfo.InvariantCulture, $"line {line}, '{text}'") : first);
        }));
        return new SpamSettings(
            new SpamScorer(model, lists), options.SpamModelFile is not null,
            [.. malformed.OrderBy(list => list.Key, StringComparer.Ordinal).Select(list => string.Create(
                CultureInfo.InvariantCulture,
                $"--spam-{list.Key}: skipped {list.Value.Count:N0} lines that do not name a site; the first is: "
                    + $"{list.Value.First}"))]);
    }

    private static byte[] Read(string? file) => file is null ? [] : File.ReadAllBytes(file);

    private static T Refuse<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException problem)
        {
            throw new BuildRefusedException($"{file}: {problem.Message}");
        }
    }

    private static string Part(string name, ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? "" : $" --spam-{name} {Digest(bytes)}";

    private static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
