using Vennlink.Query;

namespace Vennlink.Tests.Query;

public sealed class RecentTextsTests
{
    [Fact]
    public void What_was_added_is_found_until_another_id_takes_its_slot()
    {
        RecentTexts texts = new();
        Assert.Null(texts.Find(0));
        texts.Add(3, "three");
        Assert.Equal("three", texts.Find(3));
        Assert.Null(texts.Find(0));
        for (int bits = 0; bits < 32; bits++)
        {
            // One of these ids at least has the same slot as 3.
            uint other = 3 ^ (1U << bits);
            Assert.Null(texts.Find(other));
            texts.Add(other, "other");
            Assert.Equal("other", texts.Find(other));
            Assert.Contains(texts.Find(3), new[] { null, "three" });
            texts.Add(3, "three");
        }
    }

    [Fact]
    public void Very_long_texts_are_not_kept()
    {
        RecentTexts texts = new();
        texts.Add(1, new string('a', 300));
        Assert.Null(texts.Find(1));
    }
}
