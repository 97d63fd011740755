using System.Text;
using Vennlink.Ranking.Spam;

namespace Vennlink.Tests.Ranking;

public sealed class SpamModelTests
{
    [Theory]
    [InlineData("", "line 1")]
    [InlineData("vennlink-spam-model 2\nstart 0\n", "line 1")]
    [InlineData("vennlink-spam-model 1\n", "start")]
    [InlineData("vennlink-spam-model 1\nstart 0\nstart 1\n", "line 3")]
    [InlineData("vennlink-spam-model 1\nstart x\n", "line 2")]
    [InlineData("vennlink-spam-model 1\nstart 0.0001\n", "line 2")]
    [InlineData("vennlink-spam-model 1\nstart 21\n", "line 2")]
    [InlineData("vennlink-spam-model 1\nstart 1e1\n", "line 2")]
    [InlineData("vennlink-spam-model 1\nstart 0\nname_length 256 1\n", "line 3")]
    [InlineData("vennlink-spam-model 1\nstart 0\nname_length 3 1\nname_length 03 1\n", "line 4")]
    [InlineData("vennlink-spam-model 1\nstart 0\nname_size 3 1\n", "line 3")]
    [InlineData("vennlink-spam-model 1\nstart 0\nword ab 1\n", "line 3")]
    [InlineData("vennlink-spam-model 1\nstart 0\nword ABC 1\n", "line 3")]
    [InlineData("vennlink-spam-model 1\nstart 0\ntld xyz\n", "line 3")]
    [InlineData("vennlink-spam-model 1\nstart 0\nsurprise b 1\n", "line 3")]
    public void A_text_that_is_no_model_is_refused_with_its_line(string text, string place) =>
        Assert.Contains(place, Assert.Throws<FormatException>(() => SpamModel.Parse(Encoding.UTF8.GetBytes(text)))
            .Message, StringComparison.Ordinal);

    [Fact]
    public void Comments_blank_lines_and_line_ends_of_any_kind_are_read_over()
    {
        SpamModel model = SpamModel.Parse(
            "vennlink-spam-model 1\r\n# from nowhere\r\n\r\nstart -1.5 # nats\r\ntld xyz 2\n"u8.ToArray());
        Assert.Equal(-1500, model.Start);
        Assert.Equal(2000, model.TopLevelDomain("xyz"u8));
        Assert.Equal(0, model.TopLevelDomain("xy"u8));
    }

    [Fact]
    public void A_step_holds_up_to_the_next_one()
    {
        SpamModel model = SpamModel.Parse(
            "vennlink-spam-model 1\nstart 0\nname_length 9 0\nname_length 4 1\npages 0 3\n"u8.ToArray());
        Assert.Equal(
            [0, 1000, 1000, 0], new byte[] { 3, 4, 8, 9 }.Select(value => model.Step(SpamFeature.NameLength, value)));
        Assert.Equal([0, 3000], new byte[] { 0, 1 }.Select(value => model.Step(SpamFeature.Pages, value)));
    }

    [Fact]
    public void Words_are_found_wherever_they_stand_and_as_often()
    {
        SpamModel model = SpamModel.Parse(
            "vennlink-spam-model 1\nstart 0\nword aaa 1\nword -bet- 0.01\nword bet 0.1\nword ex1 5\n"u8.ToArray());
        Assert.Equal(3000, Words(model, "aaaaa"));
        Assert.Equal(220, Words(model, "bet-bet"));
        Assert.Equal(100, Words(model, "alphabet") - Words(model, "alpha"));
        Assert.Equal(5000, Words(model, "ex1"));
        Assert.Equal(0, Words(model, "ex2"));
    }

    [Fact]
    public void The_shipped_model_says_where_its_labels_come_from_and_weighs_no_country()
    {
        string text = Encoding.UTF8.GetString(SpamModel.Embedded.Text.Span);
        Assert.Contains("matomo-org/referrer-spam-list", text, StringComparison.Ordinal);
        Assert.Equal(0, SpamModel.Embedded.TopLevelDomain("ru"u8));
        Assert.True(SpamModel.Embedded.TopLevelDomain("xyz"u8) > 0);
        Assert.Empty(SpamModel.Embedded.EvidenceFeatures);
    }

    private static int Words(SpamModel model, string name)
    {
        Assert.True(
            DomainName.TryRead(Encoding.ASCII.GetBytes($"com\u0001{name}"), stackalloc byte[DomainName.BufferBytes],
                out DomainName read));
        return model.Words(read);
    }
}
