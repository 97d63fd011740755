using Vennlink.Snapshots;

namespace Vennlink.Tests.Inputs;

/// <summary>Inputs of one name under names of their own.</summary>
public sealed class InputNamesToldApartTests
{
    [Fact]
    public void Only_names_of_several_inputs_get_the_first_digits_of_the_digest() => Assert.Equal(
        ["links.csv#0123abcd", "crawl.warc", "links.csv#ffffffff"],
        Names(("links.csv", "0123abcdef"), ("crawl.warc", "0123abcdef"), ("links.csv", "ffffffff00")));

    [Fact]
    public void Digests_that_begin_alike_are_shown_whole() => Assert.Equal(
        ["a#0123456789", "a#0123456788", "a#ffffffffff"],
        Names(("a", "0123456789"), ("a", "0123456788"), ("a", "ffffffffff")));

    [Fact]
    public void The_same_bytes_twice_are_one_input_and_without_a_digest_a_name_stays() => Assert.Equal(
        ["a", "a", "graph", "graph#01234567"],
        Names(("a", "00112233ff"), ("a", "00112233ff"), ("graph", ""), ("graph", "0123456789")));

    [Fact]
    public void Names_that_are_told_apart_stay_as_they_are()
    {
        InputFile[] inputs = [Input("a", "0123456789"), Input("a", "ffffffffff")];
        IReadOnlyList<InputFile> once = InputFile.ToldApart(inputs);
        Assert.Equal(once, InputFile.ToldApart(once));
        Assert.Equal(inputs.Select(input => input.Digest), once.Select(input => input.Digest));
    }

    private static IEnumerable<string> Names(params (string Name, string Digest)[] inputs) =>
        InputFile.ToldApart([.. inputs.Select(input => Input(input.Name, input.Digest))]).Select(input => input.Name);

    private static InputFile Input(string name, string digest) => new(name, digest, 1, "list");
}
