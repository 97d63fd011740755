using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Vennlink.Ranking.Spam;

namespace Vennlink.Tests.Oracles;

/// <summary>The spam score from the text of a model, line by line, over strings and doubles.</summary>
internal sealed class NaiveSpamScore(string model)
{
    private readonly string[][] _lines =
        [.. model.Split('\n').Skip(1).Select(line =>
            line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(line => line.Length > 0)];

    private readonly ConcurrentDictionary<string, int> _known = [];

    /// <summary>With the model that the library is shipped with.</summary>
    public static NaiveSpamScore Shipped { get; } = new(Encoding.UTF8.GetString(SpamModel.Embedded.Text.Span));

    /// <summary>Score of a root domain by name, −1 where its name says nothing.</summary>
    public int Of(string rootDomain) =>
        _known.GetOrAdd(rootDomain, name => Compute(name, new Dictionary<string, int>()));

    /// <summary>
    /// Score of a root domain by name and by what pages and links say of it, a byte for each feature that is known.
    /// </summary>
    public int Of(string rootDomain, IReadOnlyDictionary<string, int> evidence) => Compute(rootDomain, evidence);

    /// <summary>What is counted in a name.</summary>
    public static Dictionary<string, int> CountsOf(string name) => new()
    {
        ["name_length"] = name.Length,
        ["name_digits"] = name.Count(char.IsAsciiDigit),
        ["name_hyphens"] = name.Count(c => !char.IsAsciiDigit(c) && !char.IsAsciiLetterLower(c)),
        ["name_consonants"] = Longest(name, "[bcdfghjklmnpqrstvwxz]+"),
        ["name_vowels"] = Longest(name, "[aeiouy]+"),
    };

    private int Compute(string rootDomain, IReadOnlyDictionary<string, int> evidence)
    {
        string[] labels = rootDomain.Split('.');
        string name = labels[0];
        bool isNameless = labels.Length < 2 || name.Length < 3 || name.StartsWith("xn--", StringComparison.Ordinal)
            || Regex.IsMatch(rootDomain, @"^[0-9.]+$|^\[");
        if (isNameless && !evidence.Keys.Any(feature => _lines.Any(line => line[0] == feature && Number(line[2]) != 0)))
        {
            return -1;
        }

        string padded = isNameless ? "" : $"-{name}-";
        Dictionary<string, int> values = isNameless ? new(evidence)
            : new(evidence.Concat(CountsOf(name))) { ["name_surprise"] = Surprise(padded) };
        double sum = 0;
        foreach ((string feature, int value) in values)
        {
            sum += _lines.Where(line => line[0] == feature && int.Parse(line[1], CultureInfo.InvariantCulture) <= value)
                .OrderBy(line => int.Parse(line[1], CultureInfo.InvariantCulture)).Select(line => Number(line[2]))
                .LastOrDefault();
        }

        foreach (string[] line in _lines)
        {
            sum += line[0] switch
            {
                "start" => Number(line[1]),
                "tld" when !isNameless && labels[^1] == line[1] => Number(line[2]),
                "word" => Number(line[2]) * Enumerable.Range(0, padded.Length)
                    .Count(start => string.CompareOrdinal(padded, start, line[1], 0, line[1].Length) == 0),
                _ => 0,
            };
        }

        double percent = 100 / (1 + Math.Exp(-sum));
        return Math.Clamp((int)Math.Floor(percent + 0.5), 1, 100);
    }

    private int Surprise(string padded)
    {
        string[][] table = [.. _lines.Where(line => line[0] == "surprise")];
        if (table.Length == 0)
        {
            return 0;
        }

        string symbols = string.Concat(padded.Select(c => char.IsAsciiDigit(c) ? '0' : c));
        return symbols.Zip(symbols[1..], (before, symbol) =>
            int.Parse(
                table.Single(row =>
                    row[1][0] == before)[2 + "abcdefghijklmnopqrstuvwxyz0-".IndexOf(symbol, StringComparison.Ordinal)],
                        CultureInfo.InvariantCulture)).Sum()
            / (symbols.Length - 1);
    }

    private static int Longest(string name, string run) =>
        Regex.Matches(name, run).Select(match => match.Length).DefaultIfEmpty(0).Max();

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
