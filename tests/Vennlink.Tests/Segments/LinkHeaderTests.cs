using System.Text;
using CsCheck;
using Vennlink.Segments.Reading;

namespace Vennlink.Tests.Segments;

public sealed class LinkHeaderTests
{
    [Theory]
    [InlineData("<https://a.example/>; rel=\"canonical\"", "https://a.example/")]
    [InlineData("<https://a.example/>;rel=canonical", "https://a.example/")]
    [InlineData(" < /p?a,b;c > ; REL = \"x Canonical\" ; type=\"a,b\"", "/p?a,b;c")]
    [InlineData(
        "</style.css>; rel=preload; as=style, <https://a.example/1>; rel=canonical, </2>; title=\"a \\\" , <x>\"; "
            + "rel=canonical", "https://a.example/1 /2")]
    [InlineData("<a>; rel=next; rel=canonical", "")]
    [InlineData("<a>; rel=canonical; anchor=\"#b\"", "")]
    [InlineData("<a>; rel=canonicals", "")]
    [InlineData("<a>; title=canonical", "")]
    [InlineData("<a>; rel", "")]
    [InlineData("<a>; ; ;; rel=canonical", "a")]
    [InlineData("<a; rel=canonical", "")]
    [InlineData("<>; rel=canonical", "")]
    [InlineData("<a>; rel=\"canonical", "a")]
    [InlineData("<a>; rel=\"canonical\\", "")]
    [InlineData("", "")]
    public void Canonicals_are_found_as_the_standard_has_them(string header, string expected) =>
        Assert.Equal(expected, Walk(header));

    [Fact]
    public void A_walk_over_anything_ends() =>
        Gen.String[Gen.Char["<>;,=\"\\ relcanoi"], 0, 60].Sample(header => Walk(header).Length <= header.Length);

    private static string Walk(string header)
    {
        List<string> found = [];
        LinkHeader links = new(Encoding.UTF8.GetBytes(header));
        while (links.MoveNext())
        {
            found.Add(Encoding.UTF8.GetString(links.Current));
        }

        return string.Join(' ', found);
    }
}
