using System.Text;
using CsCheck;
using Vennlink.Archives.Graphs;

namespace Vennlink.Tests.Archives;

public sealed class ReversedNamesTests
{
    private static readonly Gen<string> Labels = Gen.OneOf(
        Gen.OneOf("com", "co", "uk", "example", "a-b", "xn--bcher-kva", "_dmarc", "0x1f", "127", "BÜCHER", "", "-", "é",
            "%41", "a b", "a:b", "é", "ß", "٣"),
        Gen.String[Gen.Char["abcxyz0189-_"], 0, 12]);

    private static readonly Gen<string> Names = Labels.Array[1, 6].Select(labels => string.Join('.', labels));

    [Theory]
    [InlineData("com.example.blog", "com|example|blog")]
    [InlineData("com", "com")]
    [InlineData("com.Example", "com|example")]
    [InlineData("example.bücher", "example|xn--bcher-kva")]
    [InlineData("1.0.0.127", "127.0.0.1")]
    [InlineData(".com.example", "com|example")]
    [InlineData("com.a_b", "com|a_b")]
    public void Names_become_keys(string name, string expected) => Assert.Equal(expected, Key(name, plainOnly: false));

    [Theory]
    [InlineData("")]
    [InlineData("com.exa mple")]
    [InlineData("com.example:80")]
    [InlineData("com.exam?ple")]
    [InlineData("com.example/path")]
    [InlineData("256.0.0.300")]
    public void Names_that_are_no_host_are_refused(string name) => Assert.Null(Key(name, plainOnly: false));

    [Fact]
    public void A_key_that_does_not_fit_is_refused()
    {
        ReversedNames names = new();
        Assert.False(names.TryToKey("com.example"u8, new byte[10], out _));
        Assert.False(names.TryToKey("com.Example"u8, new byte[10], out _));
        Assert.True(names.TryToKey("com.example"u8, new byte[11], out _));
    }

    [Fact]
    public void The_short_way_gives_what_the_rules_for_hosts_give() =>
        Names.Sample(name => Assert.Equal(Key(name, plainOnly: true), Key(name, plainOnly: false)));

    private static string? Key(string name, bool plainOnly)
    {
        ReversedNames names = new();
        byte[] key = new byte[1000];
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        bool isHost = plainOnly ? names.TryParse(utf8, key, out int length) : names.TryToKey(utf8, key, out length);
        return isHost ? Encoding.ASCII.GetString(key, 0, length).Replace('\u0001', '|') : null;
    }
}
