using System.Text;
using Vennlink.Segments.Reading;

namespace Vennlink.Tests.Segments;

public sealed class RobotsTagTests
{
    [Theory]
    [InlineData("nofollow", true)]
    [InlineData("NONE", true)]
    [InlineData("noindex , NoFollow", true)]
    [InlineData("*: nofollow", true)]
    [InlineData("googlebot: nofollow", false)]
    [InlineData("otherbot: noindex, nofollow", false)]
    [InlineData("googlebot: noindex, *: none", true)]
    [InlineData("noindex, googlebot: nofollow", false)]
    [InlineData("unavailable_after: 25 Jun 2010 15:00:00 PST, nofollow", true)]
    [InlineData("unavailable_after: Wednesday, 25-Jun-10 15:00:00 PST, nofollow", true)]
    [InlineData("max-snippet: 20, max-image-preview: large, nofollow", true)]
    [InlineData("googlebot: max-snippet: 20, nofollow", false)]
    [InlineData("googlebot: noindex\nnofollow", true)]
    [InlineData("nofollow\ngooglebot: noindex", true)]
    [InlineData("googlebot: noindex\nbingbot: nofollow\n", false)]
    [InlineData("noindex", false)]
    [InlineData("nofollowed", false)]
    [InlineData("", false)]
    [InlineData(",,: ,:", false)]
    public void Only_rules_for_every_robot_count(string header, bool saysNofollow) =>
        Assert.Equal(saysNofollow, RobotsTag.SaysNofollow(Encoding.UTF8.GetBytes(header)));
}
