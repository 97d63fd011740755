using System.Text;
using Vennlink.Ranking;
using Vennlink.Urls;

namespace Vennlink.Tests.Ranking;

public sealed class SpamListsTests
{
    [Fact]
    public void Lists_are_read_as_people_write_them()
    {
        List<string> malformed = [];
        SpamLists lists = SpamLists.Parse(
            "\uFEFF# spam\r\nexample.com # this one\n\nhttp://www.B\u00DCCHER.example/\nhttps://tracker.example.net\nexample.com\nexample.org/page\nnot a site\nmailto:a@example.com\n192.0.2.1\nwww.com\n"u8,
            default, (list, line, text) => malformed.Add($"{list} {line} {text}"));
        Assert.Equal("192.0.2.1\nexample.com\ntracker.example.net\nwww.com\nxn--bcher-kva.example\n", lists.BlockText);
        Assert.Equal("", lists.AllowText);
        Assert.Equal(["block 7 example.org/page", "block 8 not a site", "block 9 mailto:a@example.com"], malformed);
    }

    [Fact]
    public void The_canonical_text_of_a_list_is_the_list()
    {
        SpamLists lists = SpamLists.Parse("b.example\na.example\n"u8, "c.example"u8);
        SpamLists again = SpamLists.Parse(Encoding.ASCII.GetBytes(lists.BlockText), Encoding.ASCII.GetBytes(lists.AllowText));
        Assert.Equal((lists.BlockText, lists.AllowText), (again.BlockText, again.AllowText));
        Assert.Equal("a.example\nb.example\n", again.BlockText);
        Assert.Equal([true, false, null], new[] { "a.example", "c.example", "d.example" }.Select(site => again.Find(Key(site))));
        Assert.True(SpamLists.Parse(default, default).IsEmpty);
    }

    [Fact]
    public void A_site_on_both_lists_is_refused() =>
        Assert.Contains("a.example", Assert.Throws<FormatException>(() => SpamLists.Parse("a.example"u8, "www.a.example"u8)).Message, StringComparison.Ordinal);

    private static byte[] Key(string name)
    {
        byte[] key = new byte[name.Length + 8];
        return key[..UrlKey.FromCanonical(Encoding.ASCII.GetBytes(name), key)];
    }
}
