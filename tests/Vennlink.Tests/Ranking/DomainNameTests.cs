using System.Text;
using CsCheck;
using Vennlink.Ranking.Spam;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Ranking;

public sealed class DomainNameTests
{
    // Ends of the ranges of letters and digits, what stands beside them, vowels, and bytes that no name should hold.
    private static readonly Gen<string> Labels = Gen.OneOf(Gen.Char["abcdeiouyzxq0123456789-"],
        Gen.Char["`{/:_AZ\u0080\u00e1\u00ff"]).Array[3, 63].Select(label => new string(label))
        .Where(label => !label.StartsWith("xn--", StringComparison.Ordinal));

    [Fact]
    public void Counts_and_runs_are_those_of_the_name_read_letter_by_letter() =>
        Labels.Sample(label =>
        {
            DomainName name = Read(label);
            return NaiveSpamScore.CountsOf(label).SequenceEqual(new Dictionary<string, int>
            {
                ["name_length"] = name.Length,
                ["name_digits"] = name.DigitCount,
                ["name_hyphens"] = name.HyphenCount,
                ["name_consonants"] = name.ConsonantRun,
                ["name_vowels"] = name.VowelRun,
            });
        });

    [Fact]
    public void Symbols_are_those_of_the_padded_name_byte_by_byte() =>
        Labels.Sample(label =>
        {
            DomainName name = Read(label);
            byte[] symbols =
                [.. Encoding.Latin1.GetBytes($"-{label}-").Select(character => (byte)DomainName.SymbolOf(character))];
            return name.Padded.SequenceEqual(Encoding.Latin1.GetBytes($"-{label}-"))
                && name.Symbols.SequenceEqual(symbols);
        });

    [Theory]
    [InlineData(62)]
    [InlineData(63)]
    public void The_longest_names_are_read_to_their_end(int length)
    {
        DomainName name = Read(new string('a', length - 1) + "1");
        Assert.Equal((length, 1, length - 1), (name.Length, name.DigitCount, name.VowelRun));
    }

    // What was in the buffer before must not show.
    private static DomainName Read(string label)
    {
        byte[] buffer = new byte[DomainName.BufferBytes];
        buffer.AsSpan().Fill((byte)'a');
        Assert.True(DomainName.TryRead(Encoding.Latin1.GetBytes($"com\u0001{label}"), buffer, out DomainName name));
        return name;
    }
}
